"""Who does something in these tests, as the audit has them."""

from component.domain.audit import Actor, Way

TESTER = Actor("a test", Way.SHELL)
BOB_CHATS = Actor("bob@livechat.test", Way.CHAT)
