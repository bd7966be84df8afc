package coffer.oci;

import coffer.json.Json;

/// What an image runs on (OCI image-index, member `platform`): Go's names of operating system and
/// architecture, and the architecture's variant, empty when there is none.
public record Platform(String os, String architecture, String variant) {
  /// The one platform of confidential containers on Linux.
  public static final Platform LINUX_AMD64 = new Platform("linux", "amd64", "");

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
