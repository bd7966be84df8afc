package coffer.occlum;

import java.nio.charset.StandardCharsets;

/// An Occlum.json of today, to change in one place at a time.
final class SampleConfigs {
  static final String SOUND =
      """
      {
        "resource_limits": {
          "kernel_space_heap_size": "32MB",
          "kernel_space_stack_size": "1MB",
          "user_space_size": "256MB",
          "max_num_of_threads": 24
        },
        "process": {
          "default_stack_size": "4MB",
          "default_heap_size": "16MB",
          "default_mmap_size": "64MB"
        },
        "entry_points": ["/bin"],
        "env": {"default": ["OCCLUM=yes"], "untrusted": ["TOKEN"]},
        "metadata": {
          "product_id": 7,
          "version_number": 3,
          "debuggable": false,
          "enable_kss": false,
          "family_id": {"high": "0x0", "low": "0x0"},
          "ext_prod_id": {"high": "0x0", "low": "0x0"}
        },
        "feature": {},
        "mount": [
          {
            "target": "/",
            "type": "unionfs",
            "options": {"layers": [
              {"target": "/", "type": "sefs", "source": "./build/mount/__ROOT", "options": {"MAC": ""}},
              {"target": "/", "type": "sefs", "source": "./run/mount/__ROOT"}
            ]}
          }
        ]
      }
      """;

  private SampleConfigs() {}

  static byte[] sound() {
    return SOUND.getBytes(StandardCharsets.UTF_8);
  }

  /// The same with one text replaced, which has to be there.
  static byte[] with(String old, String text) {
    if (!SOUND.contains(old)) {
      throw new AssertionError(old);
    }
    return SOUND.replace(old, text).getBytes(StandardCharsets.UTF_8);
  }
}
