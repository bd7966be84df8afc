package coffer.maa;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// The documents that were read last, by what they were read from. Guests of one machine, and those
/// of one release, show the same ones again and again. Thread-safe.
final class Known<K, V> {
  private final ToIntFunction<K> size;
  private final int largest;
  private final Map<K, V> known;

  /// Remembers up to `most` documents that were read from up to `largest` units of `size`, so that
  /// whoever sends large ones does not fill the memory with them.
  Known(int most, int largest, ToIntFunction<K> size) {
    this.size = size;
    this.largest = largest;
    this.known =
        new LinkedHashMap<>(64, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
          }
        };
  }

  /// What `read` makes of `source`; the same object as before, if that is remembered.
  V get(K source, Function<K, V> read) {
    if (size.applyAsInt(source) > largest) {
      return read.apply(source);
    }
    synchronized (known) {
      V before = known.get(source);
      if (before != null) {
        return before;
      }
    }
    V fresh = read.apply(source);
    synchronized (known) {
      V before = known.putIfAbsent(source, fresh);
      return before == null ? fresh : before;
    }
  }
}
