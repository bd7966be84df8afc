package operator;

import java.util.Map;
import java.util.TreeMap;
import javax.crypto.SecretKey;

/// The keys that Core released, by number; the highest is the one in use.
record Keys(TreeMap<Integer, SecretKey> byId) {
  Keys {
    if (byId.isEmpty()) {
      throw new IllegalArgumentException("Core released no key");
    }
  }

  Map.Entry<Integer, SecretKey> current() {
    return byId.lastEntry();
  }
}
