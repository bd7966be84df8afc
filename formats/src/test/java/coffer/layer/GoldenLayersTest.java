package coffer.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import coffer.bytes.Bytes;
import coffer.bytes.Latin1;
import coffer.tar.TarEntry;
import coffer.tar.TarTime;
import coffer.tar.TarType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Small layers, one for each rule, against root hashes that hcsshim's own converter printed for
/// them.
class GoldenLayersTest {
  private static final TarEntry DIRECTORY_A =
      TarEntry.directory("a", 0755).withModified(TarTime.ofSeconds(5));
  private static final TarEntry OPAQUE_A = TarEntry.file("a/.wh..wh..opq", 0644, 0);
  private static final TarTime LATER = TarTime.ofSeconds(1_700_000_000);

  @Test
  void emptyLayer() {
    expect("8b4842f06982817534a75bcf71865213b09dfa8313229c384e5201dadbd75e25", _ -> {});
  }

  @Test
  void oneFile() {
    expect(
        "05d4bb387ecafbcf299fbe990c0c0ba00fc8c9b1ef5bf6965a109e6f339e08d1",
        out -> Tars.file(out, "hello.txt", "hi"));
  }

  @Test
  void entryOfTheRoot() {
    expect(
        "b13fd0035ae02f3b163d342c97490f8a3179e30d6823189fd82104026be22ea3",
        out ->
            out.entry(
                TarEntry.directory(".", 0700).withOwner(3, 0).withModified(TarTime.ofSeconds(9))));
  }

  @Test
  void lostAndFoundOfTheLayer() {
    expect(
        "17cef25999462615aa80c42ee7f1ac5ddff714413e29e40b9b9d05beebabcd01",
        out -> {
          out.entry(TarEntry.directory("lost+found", 0777).withModified(TarTime.ofSeconds(7)));
          Tars.file(out, "lost+found/x", "1");
        });
  }

  @Test
  void impliedParents() {
    expect(
        "29de8666411905403fcffe5a8d4ce6e6207fa9823723d06a50692eb8b2614490",
        out ->
            out.entry(TarEntry.file("a/b/c/f", 0644, 1).withModified(LATER), Latin1.toBytes("x")));
  }

  @Test
  void parentsThatComeLater() {
    expect(
        "cf3025a1a8561114a4da897e265246f8e0761a57008e6cc3efa1915eb1dace69",
        out -> {
          out.entry(TarEntry.file("a/b/f", 0644, 1).withModified(LATER), Latin1.toBytes("x"));
          out.entry(TarEntry.directory("a/b", 0711).withModified(TarTime.ofSeconds(1_700_000_005)));
          out.entry(TarEntry.directory("a", 0755).withModified(TarTime.ofSeconds(1_700_000_006)));
        });
  }

  @Test
  void impliedParentOfANegativeTime() {
    expect(
        "b64546b3d034a39b53bfc8229478f13c6b184b59645f12068e3d112bfddd4b19",
        out -> {
          out.entry(TarEntry.directory("a", 0755).withModified(TarTime.ofSeconds(-1)));
          Tars.file(out, "a/b/f", "x");
        });
  }

  @Test
  void orderMatters() {
    expect(
        "1a44d1d1daa57e5798ecfa04d0684f0ebc6f3aa2af6dd5e27962bdf51e011ee1",
        out -> {
          Tars.file(out, "a", "1");
          Tars.file(out, "b", "2");
        });
    expect(
        "f47a16d6a4be116f0a1e38df07a41f3ba244b51860ea2b39d9d8dde67f4b8259",
        out -> {
          Tars.file(out, "b", "2");
          Tars.file(out, "a", "1");
        });
  }

  @Test
  void contentOfOneBlockAndOneByteMore() {
    expect(
        "49561410418d11e2e9df4657a6c6059932f8d42056e2d5e0db69bfe7dbea4fe9",
        out -> {
          Tars.file(out, "x", "a".repeat(4096));
          Tars.file(out, "y", "b".repeat(4097));
        });
  }

  @Test
  void zeros() {
    expect(
        "8e79c8efec002a1c4e894ea5402f5347ffee4a6e452b3f5a4835fe883567ac42",
        out -> Tars.file(out, "x", new byte[1 << 20]));
  }

  @Test
  void symbolicLinksInTheInodeAndInABlock() {
    expect(
        "c9795e01b791536104c713179263571c249aa1e5cf97891fc477f60e3f442406",
        out -> out.entry(TarEntry.symlink("x", "t".repeat(59))));
    expect(
        "ee92eacc92f9a7321c10390952ac6ea07b59595a669464c29f1c730f2fdb380f",
        out -> out.entry(TarEntry.symlink("x", "t".repeat(60))));
  }

  @Test
  void hardLinkThatIsReplaced() {
    expect(
        "298b46a18cf17587319545d7ffbf574e12680757c4ca313007dd93f255cd6e24",
        out -> {
          Tars.file(out, "x", "1");
          out.entry(TarEntry.hardLink("y", "x"));
          Tars.file(out, "y", "2");
        });
  }

  @Test
  void namesBeyondAsciiAreBytes() {
    String name =
        Latin1.of("Certinomis_-_Autorit\u00e9_Racine.pem".getBytes(StandardCharsets.UTF_8));
    expect(
        "75d4cb5698aad3a83f117223f5eb86dca3687457d8859165a82e8036fb938c94",
        out -> Tars.file(out, name, "1"));
  }

  @Test
  void longNames() {
    expect(
        "012fa1faa133898dbe5406a88e9222f058a882b1791e0a16b4cae93d4683ceac",
        out -> Tars.file(out, "d".repeat(150) + "/" + "e".repeat(180), "1"));
  }

  @Test
  void ownersOf32Bits() {
    expect(
        "cb6bb8c581504ba8cb2b4027ddd3bc856d986dc059cb5145025277822053f1bb",
        out ->
            out.entry(
                TarEntry.file("x", 0644, 1).withOwner(-2, Integer.MIN_VALUE), Latin1.toBytes("1")));
  }

  @Test
  void globalPaxHeaderBecomesAFile() {
    byte[] comment = Latin1.toBytes("28 comment=0123456789abcdef\n");
    TarEntry global =
        new TarEntry(
            "././@PaxHeader",
            TarType.GLOBAL_HEADER,
            0666,
            0,
            0,
            comment.length,
            TarTime.EPOCH,
            null,
            null,
            "",
            0,
            0,
            new TreeMap<>());
    expect(
        "5f4e3481d30787b544ef0d74b0c6f22db06100ccf4f6587b65ae0c560e2c3686",
        out -> {
          out.entry(global, comment);
          Tars.file(out, "x", "1");
        });
  }

  @Test
  void whiteouts() {
    expect(
        "55fb662bb99dac54645bd706352212012fb1cc48b0722df40f77d4a2c35d5f4b",
        out -> Tars.file(out, "etc/.wh.passwd"));
    expect(
        "e962ebc99049267b450c27772b10ba4dbdae1f7bd461412d129629113a591d74",
        out -> {
          Tars.file(out, "etc/.wh.passwd");
          Tars.file(out, "etc/passwd", "root");
        });
  }

  @Test
  void opaqueMarkerInEitherOrder() {
    String expected = "9e9e7c4db1062e60cfe81b8dd3fef655d0efb80c6d9360efb3f34764e30716e5";
    expect(
        expected,
        out -> {
          out.entry(DIRECTORY_A);
          out.entry(OPAQUE_A);
        });
    expect(
        expected,
        out -> {
          out.entry(OPAQUE_A);
          out.entry(DIRECTORY_A);
        });
  }

  @Test
  void opaqueDirectoryWithABlockOfAttributes() {
    TreeMap<String, Bytes> xattrs = new TreeMap<>();
    byte[] value = new byte[60];
    Arrays.fill(value, (byte) 'z');
    for (int i = 0; i < 6; i++) {
      xattrs.put("user." + i, Bytes.of(value));
    }
    expect(
        "5e95280f02e2e1f71a3ce10ca801844a437bfdb456dd52d85728259a1892599e",
        out -> {
          out.entry(DIRECTORY_A.withXattrs(xattrs));
          out.entry(OPAQUE_A);
        });
  }

  @Test
  void accessControlListHidesOtherAttributes() {
    expect(
        "3a06fd9854ee0f19b635fc06b34eb1d350cfa4380f1a499a0ed65aa3297448ba",
        out -> {
          out.entry(
              TarEntry.directory("a", 0755)
                  .withXattr("system.posix_acl_access", Bytes.of(Latin1.toBytes("AAAA")))
                  .withXattr("user.z", Bytes.of(Latin1.toBytes("1"))));
          out.entry(TarEntry.directory("a", 0700));
        });
  }

  @Test
  void emptyFileThatIsReplaced() {
    expect(
        "5d939804d06973605ee592e3f07f6c77b5acfd3e806419d499abac097f4de4fc",
        out -> {
          Tars.file(out, "x");
          Tars.file(out, "x", "22");
        });
  }

  private static void expect(String rootHash, Tars.Filling filling) {
    assertEquals(rootHash, Tars.hash(filling).toHex());
  }
}
