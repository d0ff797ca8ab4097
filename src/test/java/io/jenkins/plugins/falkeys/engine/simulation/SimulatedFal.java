package io.jenkins.plugins.falkeys.engine.simulation;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.falkeys.api.AdminKey;
import io.jenkins.plugins.falkeys.api.KeyInfo;
import io.jenkins.plugins.falkeys.api.KeyListPage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The accounts at fal, with their keys. {@link FalConnection} decides what happens to calls in transit. */
final class SimulatedFal {

    private final World world;
    private final Map<String, FalAccount> accounts = new LinkedHashMap<>();
    private final Map<String, FalAccount> byAdminKey = new LinkedHashMap<>();
    private final Duration skew;
    private final boolean reportsTime;
    private final boolean newestFirst;
    private final int pageSize;
    private int created;

    SimulatedFal(World world) {
        this.world = world;
        Randomness random = world.random;
        reportsTime = random.oneIn(2);
        skew = Duration.ofSeconds(reportsTime ? random.between(-1000, 1000) : random.between(-240, 240));
        newestFirst = random.oneIn(2);
        pageSize = random.pick(2, 5, 100);
        for (String name : List.of("acme", "globex")) {
            accounts.put(name, new FalAccount(name, random.pick(0, 0, 1, 5), random.oneIn(4)));
        }
    }

    /** One account. */
    static final class FalAccount {

        final String name;
        final boolean hidesName;
        final Map<String, Key> keys = new LinkedHashMap<>();
        private final int perSecond;
        private long second;
        private int calls;

        /**
         * @param perSecond how many calls per second fal accepts; 0 for no limit
         * @param hidesName whether fal never reports the name
         */
        private FalAccount(String name, int perSecond, boolean hidesName) {
            this.name = name;
            this.perSecond = perSecond;
            this.hidesName = hidesName;
        }

        private boolean accepts(long now) {
            if (now / 1000 != second) {
                second = now / 1000;
                calls = 0;
            }
            return perSecond == 0 || calls++ < perSecond;
        }
    }

    /** A key as fal stores it. */
    record Key(String id, String alias, Instant createdAt) {}

    Map<String, FalAccount> accounts() {
        return accounts;
    }

    /** Creates an admin key for an account. */
    String newAdminKey(String account) {
        String value = "admin-" + account + "-" + ++created + ":secret";
        byAdminKey.put(value, accounts.get(account));
        return value;
    }

    void revokeAdminKey(String value) {
        byAdminKey.remove(value);
    }

    @CheckForNull
    FalAccount of(AdminKey admin) {
        return byAdminKey.get(admin.value());
    }

    boolean isRateLimited(FalAccount account) {
        return !account.accepts(world.scheduler.now());
    }

    Key mint(FalAccount account, String alias) {
        Key key = new Key("k" + ++created, alias, time());
        account.keys.put(key.id(), key);
        world.coverage.keys++;
        world.log("fal", "has a new key " + key.id() + " '" + alias + "' in " + account.name);
        return key;
    }

    void delete(FalAccount account, String keyId) {
        account.keys.remove(keyId);
    }

    boolean has(String keyId) {
        return accounts.values().stream().anyMatch(account -> account.keys.containsKey(keyId));
    }

    private Instant time() {
        return world.scheduler.clock().instant().plus(skew);
    }

    /** The cursor encodes a page number, so keys move between pages while others are created and deleted. */
    KeyListPage page(FalAccount account, @CheckForNull String cursor, int limit) {
        int size = limit == 0 ? pageSize : Math.min(limit, pageSize);
        int page = cursor == null ? 0 : Integer.parseInt(cursor);
        List<Key> all = new ArrayList<>(account.keys.values());
        if (newestFirst) {
            Collections.reverse(all);
        }
        List<KeyInfo> keys = all.stream()
                .skip((long) page * size)
                .limit(size)
                .map(key -> new KeyInfo(key.id(), key.alias(), "API", key.createdAt()))
                .toList();
        boolean more = all.size() > (page + 1) * size;
        return new KeyListPage(keys, more ? String.valueOf(page + 1) : null, reportsTime ? time() : null);
    }
}
