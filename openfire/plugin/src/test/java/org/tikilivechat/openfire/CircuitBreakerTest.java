package org.tikilivechat.openfire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The breaker's states, under a clock that the test moves. */
class CircuitBreakerTest {
    private long now;
    private final CircuitBreaker breaker = new CircuitBreaker(() -> 3, () -> 1000, () -> now);

    @Test
    void opensAfterFailuresInARowOnly() {
        fail(2);
        pass().succeeded();
        fail(2);
        assertTrue(breaker.mayPass());
        breaker.failed();
        assertFalse(breaker.mayPass());
    }

    @Test
    void staysOpenForThePauseThenLetsOneThrough() {
        fail(3);
        now = 999;
        assertFalse(breaker.mayPass());
        now = 1000;
        assertTrue(breaker.mayPass());
        assertFalse(breaker.mayPass());
        now = 100_000;
        assertFalse(breaker.mayPass(), "the first has not come back yet");
    }

    @Test
    void theOneThatSucceedsClosesIt() {
        fail(3);
        now = 1000;
        pass().succeeded();
        fail(2);
        assertTrue(breaker.mayPass());
    }

    @Test
    void theOneThatFailsOpensItForAnotherPause() {
        fail(3);
        now = 1000;
        pass().failed();
        now = 1999;
        assertFalse(breaker.mayPass());
        now = 2000;
        assertTrue(breaker.mayPass());
    }

    @Test
    void stragglersDoNotProlongThePause() {
        for (int i = 0; i < 6; i++) {
            pass();
        }
        for (int i = 0; i < 6; i++) {
            now = i * 100;
            breaker.failed();
        }
        now = 1200; // opened by the third, at 200
        assertTrue(breaker.mayPass());
    }

    @Test
    void oneOfManyThreadsIsLetThrough() throws Exception {
        fail(3);
        now = 1000;
        ExecutorService pool = Executors.newFixedThreadPool(16);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<Boolean>> passed = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            passed.add(pool.submit(() -> {
                go.await();
                return breaker.mayPass();
            }));
        }
        go.countDown();
        int count = 0;
        for (Future<Boolean> one : passed) {
            count += one.get() ? 1 : 0;
        }
        pool.shutdown();
        assertEquals(1, count);
    }

    private CircuitBreaker pass() {
        assertTrue(breaker.mayPass());
        return breaker;
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            pass().failed();
        }
    }
}
