package coffer.cce;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.List;

/// All that a policy needs to know of an image.
///
/// @param os `linux` or `windows`
/// @param architecture `amd64`
/// @param layers dm-verity root hashes in hex, base layer first
/// @param mountedCim hash of the merged image of a Windows container; else empty
public record ImageFacts(
    String os,
    String architecture,
    ImageDefaults defaults,
    List<String> layers,
    List<String> mountedCim) {
  public ImageFacts {
    layers = List.copyOf(layers);
    mountedCim = List.copyOf(mountedCim);
  }

  /// Facts of a Linux image for amd64.
  public static ImageFacts linux(ImageDefaults defaults, List<String> layers) {
    return new ImageFacts("linux", "amd64", defaults, layers, List.of());
  }

  /// `os/architecture`.
  public String platform() {
    return os + "/" + architecture;
  }

  /// Reads one entry of an image-facts document (docs/reference/policy.md); a configuration member
  /// that is missing or null is empty.
  public static ImageFacts of(Json.Obj entry) {
    return new ImageFacts(
        entry.optionalString("os").orElse("linux"),
        entry.optionalString("arch").orElse("amd64"),
        switch (entry.get("config").orElse(Json.NULL)) {
          case Json.Obj config -> defaults(config);
          case Json.Null() -> ImageDefaults.NONE;
          case Json other ->
              throw new MalformedException(
                  "member 'config': an object wanted, found " + other.kind());
        },
        entry.strings("layers"),
        entry.strings("mounted_cim"));
  }

  private static ImageDefaults defaults(Json.Obj config) {
    return new ImageDefaults(
        config.strings("Env"),
        config.strings("Entrypoint"),
        config.strings("Cmd"),
        config.optionalString("WorkingDir").orElse(""),
        config.optionalString("User").orElse(""),
        config.optionalString("StopSignal").orElse(""));
  }
}
