package coffer.sgx.enclave;

import coffer.bytes.MalformedException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whose signing tool is followed: which version of Intel's SGX SDK 2 the enclave was built with,
/// and whether the tool is Intel's or the one that Occlum changed. The metadata of each version
/// differ; a version that nobody compared is refused.
///
/// @param minor 18 to 28, for 2.18 to 2.28
public record SdkProfile(int minor, Tool tool) {
  private static final int OLDEST = 18;
  private static final int NEWEST = 28;
  private static final Pattern NAME = Pattern.compile("2\\.(\\d{1,3})(?:-(intel|occlum))?");

  /// Who made the signing tool.
  public enum Tool {
    INTEL,
    /// Writes the metadata for older loaders after those for dynamic memory, always.
    OCCLUM;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SdkProfile {
    if (minor < OLDEST || minor > NEWEST) {
      throw new MalformedException(
          "SGX SDK: 2.%d to 2.%d wanted, found 2.%d".formatted(OLDEST, NEWEST, minor));
    }
  }

  /// Parses `2.21`, `2.21-intel` or `2.21-occlum`; the first is the second.
  public static SdkProfile parse(String text) {
    Matcher name = NAME.matcher(text);
    if (!name.matches()) {
      throw new MalformedException(
          "SGX SDK: such as 2.26 or 2.21-occlum wanted, found '" + text + "'");
    }
    return new SdkProfile(
        Integer.parseInt(name.group(1)), "occlum".equals(name.group(2)) ? Tool.OCCLUM : Tool.INTEL);
  }

  /// The version as `g_global_data` of an enclave holds it: major, minor and revision, of 32, 16
  /// and 16 bits.
  static SdkProfile of(long version, Tool tool) {
    if (version >>> 32 != 2) {
      throw new MalformedException(
          "SGX SDK: major version 2 wanted in g_global_data, found " + (version >>> 32));
    }
    return new SdkProfile((int) (version >>> 16) & 0xFFFF, tool);
  }

  MetadataVersion metadata() {
    if (minor < 22) {
      return new MetadataVersion(3, 0);
    }
    return new MetadataVersion(3, minor < 24 ? 1 : minor < 26 ? 2 : 3);
  }

  /// Of the metadata for loaders without dynamic memory.
  MetadataVersion compatible() {
    return new MetadataVersion(1, minor < 24 ? 4 : 5);
  }

  /// The size of the block that the file reserves, in bytes.
  int blockSize() {
    return minor < 24 ? 0x5000 : 0x6000;
  }

  int directories() {
    return minor < 24 ? 2 : 4;
  }

  /// AEX-notify and the size of the memory manager's own memory (2.20).
  boolean knowsAexNotify() {
    return minor >= 20;
  }

  /// `misc_select` is stored masked, and unmasked beside it (2.22).
  boolean masksMiscSelect() {
    return minor >= 22;
  }

  /// `g_global_data` ends with two words about FIPS, and its ELRANGE is zero when there is none
  /// (2.25).
  boolean knowsFips() {
    return minor >= 25;
  }

  /// The size of a user region is known for certain (2.20).
  boolean knowsUserRegion() {
    return minor >= 20;
  }

  @Override
  public String toString() {
    return "2." + minor + "-" + tool;
  }
}
