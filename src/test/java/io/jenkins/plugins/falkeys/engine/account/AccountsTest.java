package io.jenkins.plugins.falkeys.engine.account;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.engine.EngineTest;
import io.jenkins.plugins.falkeys.engine.ImmediateRequester;
import io.jenkins.plugins.falkeys.engine.KeyReceiver;
import io.jenkins.plugins.falkeys.engine.record.KeyRecord;
import io.jenkins.plugins.falkeys.engine.request.CreatedKey;
import io.jenkins.plugins.falkeys.engine.request.KeyRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Admin keys of the same account share its pace, and accounts do not wait for each other. */
class AccountsTest extends EngineTest {

    private static final String SECOND_OF_ACCOUNT = "0ad33333-0000-4000-8000-000000000000:0123456789abcdef";

    private Accounts accounts;
    private String slowAccount;

    @BeforeEach
    void open() {
        accounts = new Accounts(ports(), new StopSignal());
        slowAccount = admin().reference().keyId();
        fal.addAccount(OTHER_ACCOUNT);
        adminKeys.values.put("other-admin", OTHER_ACCOUNT);
        fal.addAdminKey(admin().key().value(), SECOND_OF_ACCOUNT);
        adminKeys.values.put("second-admin", SECOND_OF_ACCOUNT);
    }

    private CompletableFuture<CreatedKey> createWith(String adminCredentialsId, String alias) {
        return keys.create(new KeyRequest(OTHER_JOB, alias, false, adminCredentialsId), anywhere(), SAVED);
    }

    @Test
    void adminKeysOfOneAccountShareItsPace() throws Exception {
        Account account = get(accounts.of(admin().key()));

        assertEquals("team", account.name());
        assertSame(account, get(accounts.of(AdminKey.of(SECOND_OF_ACCOUNT))));
        assertNotSame(account, get(accounts.of(AdminKey.of(OTHER_ACCOUNT))));
    }

    @Test
    void anAccountsNameIsRequestedOnce() throws Exception {
        List<CompletableFuture<Account>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(accounts.of(admin().key()));
        }
        for (CompletableFuture<Account> one : all) {
            assertSame(get(all.get(0)), get(one));
        }

        assertThat(fal.billingCalls(), hasSize(1));
    }

    @Test
    void anAccountsMissingNameIsRequestedAgainLater() throws Exception {
        fal.next("{on: 'BILLING', status: 404}");
        Account unnamed = get(accounts.of(admin().key()));
        assertNull(unnamed.name());
        assertSame(unnamed, get(accounts.of(admin().key())));

        ahead = Duration.ofMinutes(11);
        assertSame(unnamed, get(accounts.of(admin().key())), "nobody waits for the second request");
        eventually(() -> "team".equals(accounts.of(admin().key()).join().name()));
    }

    @Test
    void aKeyIsMintedEvenWithoutTheAccountsName() throws Exception {
        fal.always("{on: 'BILLING', status: 404}");

        get(create());

        assertNull(only().account());
    }

    @Test
    void aLimitDoesNotDelayAnotherAccount() throws Exception {
        fal.always("{on: 'POST', account: '" + slowAccount + "', status: 429, retryAfter: '3600'}");
        CompletableFuture<CreatedKey> limited = create();
        eventually(() -> posts() == 1);
        Instant start = Instant.now();

        get(createWith("other-admin", "Other Key"));

        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofSeconds(2)));
        assertFalse(limited.isDone());
    }

    @Test
    void aLimitDelaysAnotherAdminKeyOfTheAccount() throws Exception {
        fal.next("{on: 'POST', account: '" + slowAccount + "', status: 429, retryAfter: '2'}");
        CompletableFuture<CreatedKey> limited = create();
        eventually(() -> posts() == 1);
        eventually(() -> !only().isInFlight());
        Thread.sleep(100);

        CompletableFuture<CreatedKey> second = createWith("second-admin", "Other Key");
        Thread.sleep(500);

        assertEquals(1, posts());
        get(limited);
        get(second);
    }

    @Test
    void anUnresponsiveAccountDoesNotDelayAnother() throws Exception {
        fal.always("{account: '" + slowAccount + "', lateMillis: 4000}");
        List<CompletableFuture<?>> slow = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            slow.add(keys.withKey(
                    new KeyRequest(place("slow" + i), "Slow " + i, false, null), SAVED, (key, lease) -> {}));
        }
        eventually(() -> posts() > 0);
        Instant start = Instant.now();

        get(createWith("other-admin", "Other Key"));

        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofSeconds(2)));
        slow.forEach(one -> one.cancel(true));
    }

    @Test
    void aLimitOnMintsDoesNotDelayDeletions() throws Exception {
        CreatedKey created = get(create());
        fal.always("{on: 'POST', status: 429, retryAfter: '3600'}");
        createWith(null, "Other Key");
        eventually(() -> posts() == 2);

        get(delete(ORIGIN, created.keyId()));

        assertEquals(List.of(), fal.keys());
    }

    @Test
    void theUserReadsOnceWhatTheRequestIsWaitingForAndUntilWhen() throws Exception {
        settings.waitBudget = Duration.ofSeconds(4);
        fal.always("{on: 'POST', status: 429}");
        ImmediateRequester requester = new ImmediateRequester();

        String refusal = refusal(keys.create(request(), anywhere(), requester));

        assertThat(requester.lines(), hasSize(1));
        assertThat(requester.lines().get(0), containsString("Waiting until "));
        assertThat(requester.lines().get(0), containsString("fal is limiting the rate of calls"));
        assertThat(refusal, containsString("No key 'Production Key' was created: fal is limiting the rate of calls"));
        assertThat(refusal, containsString("the wait budget of 4 seconds is used up"));
        eventually(() -> ledger.all().isEmpty());
    }

    @Test
    void nothingIsRecordedBeforeTheRequestsTurn() throws Exception {
        fal.next("{on: 'POST', status: 429, retryAfter: '2'}");
        CompletableFuture<CreatedKey> first = create();
        eventually(() -> posts() == 1);
        eventually(() -> !only().isInFlight());
        Thread.sleep(100);

        CompletableFuture<CreatedKey> second = createWith(null, "Other Key");
        Thread.sleep(300);

        assertEquals(
                List.of("Production Key"),
                ledger.all().stream().map(KeyRecord::alias).toList());
        get(first);
        get(second);
    }

    @Test
    void anAccountThatNeverRespondsDoesNotHoldUpAnother() throws Exception {
        List<KeyReceiver.Lease> leases = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            leases.add(get(keys.withKey(
                    new KeyRequest(place("lease" + i), "Lease " + i, false, null), SAVED, (key, lease) -> {})));
        }
        get(createWith("other-admin", "Other Key"));
        fal.always("{account: '" + slowAccount + "', lateMillis: 4000}");
        fal.always("{on: 'USAGE', account: '" + slowAccount + "', lateMillis: 4000}");
        keys.upkeep().collectCosts(costs -> {});
        List<CompletableFuture<?>> slow = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            slow.add(keys.withKey(
                    new KeyRequest(place("slow" + i), "Slow " + i, false, null), SAVED, (key, lease) -> {}));
        }
        leases.forEach(lease -> slow.add(keys.end(lease)));
        slow.add(keys.administration().compare(person()));
        eventually(() -> deletes() == 2 && lists() == 2 && !fal.usageCalls().isEmpty());
        Instant start = Instant.now();

        get(createWith("other-admin", "Another Key"));

        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofSeconds(2)));
        slow.forEach(one -> one.cancel(true));
        get(keys.stop());
    }

    @Test
    void manyAccountsWithoutANameDoNotHoldUpAnother() throws Exception {
        get(createWith("other-admin", "Other Key"));
        fal.always("{on: 'BILLING', lateMillis: 4000}");
        List<CompletableFuture<?>> unknown = new ArrayList<>();
        for (int i = 10; i < 30; i++) {
            unknown.add(keys.withKey(request(i), SAVED, (key, lease) -> {}));
        }
        Instant start = Instant.now();

        get(createWith("other-admin", "Another Key"));

        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofSeconds(2)));
        unknown.forEach(one -> one.cancel(true));
    }

    /** A request with an admin key of its own account. */
    private KeyRequest request(int number) {
        String admin = "0ad444" + number + "-0000-4000-8000-000000000000:0123456789abcdef";
        fal.addAccount(admin);
        adminKeys.values.put("admin" + number, admin);
        return new KeyRequest(place("unknown" + number), "Unknown " + number, false, "admin" + number);
    }

    @Test
    void aWaitForSlowResponsesIsNotReportedAsARateLimit() throws Exception {
        fal.always("{on: 'POST', lateMillis: 1500}");
        List<ImmediateRequester> requesters = new ArrayList<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            requesters.add(new ImmediateRequester());
            all.add(keys.withKey(
                    new KeyRequest(place("slow" + i), "Slow " + i, false, null),
                    requesters.get(i),
                    (key, lease) -> {}));
        }
        for (CompletableFuture<?> one : all) {
            get(one);
        }

        List<String> told =
                requesters.stream().flatMap(one -> one.lines().stream()).toList();
        assertThat(told, hasSize(1));
        assertThat(told.get(0), containsString("fal is still responding to other calls (calls waiting: 1)"));
    }

    @Test
    void settingTheClockBackDoesNotProlongAWait() throws Exception {
        settings.waitBudget = Duration.ofSeconds(3);
        fal.always("{on: 'POST', status: 429}");
        ahead = Duration.ofHours(10);
        CompletableFuture<CreatedKey> limited = create();
        eventually(() -> posts() == 1);
        Instant start = Instant.now();

        ahead = Duration.ZERO;

        assertThat(refusal(limited), containsString("the wait budget of 3 seconds is used up"));
        assertThat(Duration.between(start, Instant.now()), lessThan(Duration.ofSeconds(8)));
    }
}
