package hudson;

import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The registered extensions of one type. */
public class ExtensionList<T> extends AbstractList<T> {

    private static final List<Object> REGISTERED = new CopyOnWriteArrayList<>();

    private final List<T> extensions;

    ExtensionList(List<T> extensions) {
        this.extensions = extensions;
    }

    static List<Object> registered() {
        return REGISTERED;
    }

    public static <T> ExtensionList<T> lookup(Class<T> type) {
        return new ExtensionList<>(
                REGISTERED.stream().filter(type::isInstance).map(type::cast).toList());
    }

    public static <U> U lookupSingleton(Class<U> type) {
        ExtensionList<U> all = lookup(type);
        if (all.size() != 1) {
            throw new IllegalStateException("Expected 1 instance of " + type.getName() + " but got " + all.size());
        }
        return all.get(0);
    }

    @Override
    public T get(int index) {
        return extensions.get(index);
    }

    @Override
    public int size() {
        return extensions.size();
    }
}
