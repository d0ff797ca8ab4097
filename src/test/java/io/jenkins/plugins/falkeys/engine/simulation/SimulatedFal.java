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

/** The accounts at fal, with their keys. {@link FalConnection} decides what happens to calls on their way. */
final class SimulatedFal {

    private final World world;
    private final Map<String, FalAccount> accounts = new LinkedHashMap<>();
    private final Map<String, FalAccount> byAdminKey = new LinkedHashMap<>();
    private final Duration skew;
    private final boolean tellsTime;
    private final boolean newestFirst;
    private final int pageSize;
    private int made;

    SimulatedFal(World world) {
        this.world = world;
        Chance chance = world.chance;
        tellsTime = chance.oneIn(2);
        skew = Duration.ofSeconds(tellsTime ? chance.between(-1000, 1000) : chance.between(-240, 240));
        newestFirst = chance.oneIn(2);
        pageSize = chance.of(2, 5, 100);
        for (String name : List.of("acme", "globex")) {
            accounts.put(name, new FalAccount(name, chance.of(0, 0, 1, 5), chance.oneIn(4)));
        }
    }

    /** One account. */
    static final class FalAccount {

        final String name;
        final boolean nameless;
        final Map<String, Key> keys = new LinkedHashMap<>();
        private final int perSecond;
        private long second;
        private int calls;

        /**
         * @param perSecond how many calls per second fal accepts; 0 for no limit
         * @param nameless whether fal never gives the name
         */
        private FalAccount(String name, int perSecond, boolean nameless) {
            this.name = name;
            this.perSecond = perSecond;
            this.nameless = nameless;
        }

        private boolean lets(long now) {
            if (now / 1000 != second) {
                second = now / 1000;
                calls = 0;
            }
            return perSecond == 0 || calls++ < perSecond;
        }
    }

    /** A key as fal has it. */
    record Key(String id, String alias, Instant createdAt) {}

    Map<String, FalAccount> accounts() {
        return accounts;
    }

    /** Creates an admin key of an account. */
    String newAdminKey(String account) {
        String value = "admin-" + account + "-" + ++made + ":secret";
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

    boolean limits(FalAccount account) {
        return !account.lets(world.scheduler.now());
    }

    Key mint(FalAccount account, String alias) {
        Key key = new Key("k" + ++made, alias, time());
        account.keys.put(key.id(), key);
        world.coverage.keys++;
        world.tell("fal", "has a new key " + key.id() + " '" + alias + "' in " + account.name);
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
        return new KeyListPage(keys, more ? String.valueOf(page + 1) : null, tellsTime ? time() : null);
    }
}
