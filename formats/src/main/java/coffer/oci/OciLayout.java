package coffer.oci;

import coffer.bytes.Digest;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import java.nio.charset.StandardCharsets;

/// The file names of an OCI image layout (image-layout) and its marker file `oci-layout`.
public final class OciLayout {
  public static final String MARKER = "oci-layout";
  public static final String INDEX = "index.json";
  public static final String BLOBS = "blobs/sha256";

  private static final String VERSION = "1.0.0";

  private OciLayout() {}

  /// Where a blob lies, relative to the layout's root.
  public static String blob(Digest digest) {
    return BLOBS + "/" + digest.hex();
  }

  /// Checks the marker file: only version 1.0.0 exists.
  public static void checkMarker(byte[] json) {
    String version = Json.parseObject(json).string("imageLayoutVersion");
    if (!version.equals(VERSION)) {
      throw new MalformedException(
          "member 'imageLayoutVersion': %s wanted, found '%s'".formatted(VERSION, version));
    }
  }

  /// The marker file's content.
  public static byte[] marker() {
    return Json.object()
        .put("imageLayoutVersion", VERSION)
        .build()
        .toCompact()
        .getBytes(StandardCharsets.UTF_8);
  }
}
