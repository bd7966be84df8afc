package coffer.oci;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.util.regex.Pattern;

/// What an image runs on (OCI image-index, member `platform`): Go's names of operating system and
/// architecture, and the architecture's variant, empty when there is none.
public record Platform(String os, String architecture, String variant) {
  /// The one platform of confidential containers on Linux.
  public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", "");

  private static final Pattern TEXT =
      Pattern.compile("([a-z0-9_.]+)/([a-z0-9_.]+)(?:/([a-z0-9_.]+))?");

  /// Parses `OS/ARCHITECTURE[/VARIANT]`.
  public static Platform parse(String text) {
    var matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new MalformedException(
          "platform: OS/ARCHITECTURE[/VARIANT] such as linux/amd64 wanted, found '" + text + "'");
    }
    String variant = matcher.group(3);
    return new Platform(matcher.group(1), matcher.group(2), variant == null ? "" : variant);
  }

  /// Whether what is built for `offered` runs here: the same operating system and architecture, and
  /// the same variant when this one names a variant.
  public boolean accepts(Platform offered) {
    return os.equals(offered.os)
        && architecture.equals(offered.architecture)
        && (variant.isEmpty() || variant.equals(offered.variant));
  }

  static Platform read(Json.Obj in) {
    return new Platform(
        in.string("os"), in.string("architecture"), in.optionalString("variant").orElse(""));
  }

  Json.Obj toJson() {
    Json.ObjectBuilder out = Json.object().put("architecture", architecture).put("os", os);
    Members.putText(out, "variant", variant);
    return out.build();
  }

  /// `os/architecture`, and `/variant` when there is one.
  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
