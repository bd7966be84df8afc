package coffer.sgx.protectedfile;

import coffer.bytes.MalformedException;
import com.code_intelligence.jazzer.junit.FuzzTest;

/// Any bytes are a protected file, or one of the two exceptions says why not.
class ProtectedFileFuzzTest {
  @FuzzTest
  void anyBytes(byte[] file) {
    read(file, SampleContent.PLAIN);
    read(file, SampleContent.userKey(1));
  }

  /// Behind a MAC that fits, which few random bytes have.
  @FuzzTest
  void anySecretPart(byte[] secret) {
    byte[] file = new byte[Nodes.SIZE];
    byte[] header = ProtectedFile.protect("f", new byte[0], SampleContent.PLAIN).content();
    System.arraycopy(header, 0, file, 0, MetadataNode.SECRET);
    int length = Math.min(secret.length, MetadataNode.SECRET_SIZE);
    System.arraycopy(secret, 0, file, MetadataNode.SECRET, length);
    new PlainNodes().sealMetadata(file);
    read(file, SampleContent.PLAIN);
  }

  private static void read(byte[] file, Protection protection) {
    try {
      ProtectedFile.unprotect("f", file, protection);
    } catch (MalformedException | IntegrityException _) {
      // The two exceptions that are allowed.
    }
  }
}
