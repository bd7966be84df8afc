package coffer.sgx.sefs;

import coffer.bytes.MalformedException;
import coffer.sgx.protectedfile.ProtectedFile;
import coffer.sgx.protectedfile.Protection;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.util.Arrays;

/// Any metadata and any folder, under MACs that fit, make an image or are refused.
class SefsFuzzTest {
  private static final Protection PLAIN = new Protection.IntegrityOnly();
  private static final int ROOT_INODE = 2 * 128;

  @FuzzTest
  void anyMetadata(byte[] content) {
    try {
      MetadataFile.parse(content);
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }

  /// The root folder of an image that has no other inode but one file.
  @FuzzTest
  void anyFolder(byte[] entries) throws IOException {
    MemoryImage image = new MemoryImage();
    SampleImages.write(SefsTest.tar(), image, PLAIN);
    String root = Inode.fileName(MetadataFile.ROOT).toHex();
    ProtectedFile folder = ProtectedFile.protect(root, entries, PLAIN);
    image.files.put(root, folder.content());
    byte[] metadata = ProtectedFile.unprotect("metadata", image.file("metadata").toArray(), PLAIN);
    byte[] changed = Arrays.copyOf(metadata, metadata.length);
    changed[ROOT_INODE + 16] = (byte) (entries.length / FolderEntry.SIZE);
    System.arraycopy(folder.mac().toArray(), 0, changed, ROOT_INODE + 96, 16);
    image.files.put("metadata", ProtectedFile.protect("metadata", changed, PLAIN).content());
    try {
      SefsReader.open(image, PLAIN);
    } catch (MalformedException _) {
      // The one exception that is allowed.
    }
  }
}
