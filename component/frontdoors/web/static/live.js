/* A live answer below the field for a chat address, and no form sent twice. All works without. */
"use strict";

(function () {
  const PAUSE = 350;

  function watch(box) {
    const field = box.querySelector("input");
    const answer = box.querySelector("[role=status]");
    let timer = 0;
    let asked = 0;

    function show(text, kind) {
      answer.textContent = text;
      answer.className = "answer" + (kind ? " " + kind : "");
    }

    async function ask() {
      const number = ++asked;
      const wanted = field.value.trim();
      if (!wanted) {
        show("", "");
        return;
      }
      try {
        const reply = await fetch(box.dataset.answer + "?wanted=" + encodeURIComponent(wanted), {
          credentials: "same-origin",
          redirect: "error",
        });
        const known = reply.ok ? await reply.json() : { text: "" };
        if (number === asked) {
          show(known.text, known.text ? (known.free ? "free" : "taken") : "");
        }
      } catch {
        if (number === asked) {
          show("", "");
        }
      }
    }

    field.addEventListener("input", function () {
      asked += 1;
      clearTimeout(timer);
      timer = setTimeout(ask, PAUSE);
    });
  }

  document.querySelectorAll("[data-answer]").forEach(watch);

  document.addEventListener("submit", function (event) {
    const form = event.target;
    if (form.dataset.sent) {
      event.preventDefault();
    } else {
      form.dataset.sent = "1";
    }
  });
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form").forEach(function (form) {
      delete form.dataset.sent;
    });
  });
})();
