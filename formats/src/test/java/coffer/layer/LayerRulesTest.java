package coffer.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.tar.TarEntry;
import coffer.tar.TarType;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What cannot be converted: the message names the entry, the earlier one, and what to do.
class LayerRulesTest {
  @Test
  void fileWithContentTwice() {
    refused(
        "entry 2 'x': the name is that of a file from entry 1 with content, which cannot be taken"
            + " back; keep only one of the two",
        out -> {
          Tars.file(out, "x", "1");
          Tars.file(out, "x", "22");
        });
  }

  @Test
  void whiteoutOfAFileOfTheSameLayer() {
    refused(
        "entry 2 'etc/.wh.passwd': the name is that of a file from entry 1 with content, which"
            + " cannot be taken back; keep only one of the two",
        out -> {
          Tars.file(out, "etc/passwd", "root");
          Tars.file(out, "etc/.wh.passwd");
        });
  }

  @Test
  void directoryInThePlaceOfAFile() {
    refused(
        "entry 2 'x/': a directory cannot replace a file from entry 1; keep only one of the two",
        out -> {
          Tars.file(out, "x", "1");
          out.entry(TarEntry.directory("x/", 0755));
        });
  }

  @Test
  void fileInThePlaceOfADirectoryThatAPathImplied() {
    refused(
        "entry 2 'a/b': a file cannot replace a directory from the path of entry 1; keep only one"
            + " of the two",
        out -> {
          Tars.file(out, "a/b/c");
          Tars.file(out, "a/b");
        });
  }

  @Test
  void hardLinkToNothing() {
    refused(
        "entry 1 'x': hard link to 'nope', which no earlier entry made; put the file itself ahead"
            + " of its links",
        out -> out.entry(TarEntry.hardLink("x", "nope")));
  }

  @Test
  void hardLinkToADirectory() {
    refused(
        "entry 2 'x': hard link to '/d', a directory from entry 1; only other files can have a"
            + " second name",
        out -> {
          out.entry(TarEntry.directory("d", 0755));
          out.entry(TarEntry.hardLink("x", "/d"));
        });
  }

  @Test
  void hardLinkInThePlaceOfAFile() {
    refused(
        "entry 3 'y': a hard link cannot take the name of a file from entry 2; keep only one of the"
            + " two",
        out -> {
          Tars.file(out, "x", "1");
          Tars.file(out, "y", "1");
          out.entry(TarEntry.hardLink("y", "x"));
        });
  }

  @Test
  void pathThroughASymbolicLink() {
    refused(
        "entry 2 'lib/x': the way there leads through a symbolic link from entry 1, and links are"
            + " not followed; name the file by its real path",
        out -> {
          out.entry(TarEntry.symlink("lib", "usr/lib"));
          Tars.file(out, "lib/x", "1");
        });
  }

  @Test
  void fileInThePlaceOfTheRoot() {
    refused(
        "entry 1 '../..': a file cannot replace a directory of the file system itself; keep only"
            + " one of the two",
        out -> Tars.file(out, "../.."));
  }

  @Test
  void whiteoutWithoutAName() {
    refused(
        "entry 1 'a/.wh...': a whiteout of '..', which is no file's name",
        out -> Tars.file(out, "a/.wh..."));
  }

  @Test
  void nameThatIsTooLong() {
    refused(
        "entry 1 '%s': a name of 256 bytes; at most 255 are possible".formatted("n".repeat(256)),
        out -> Tars.file(out, "n".repeat(256)));
  }

  @Test
  void extendedAttributesThatDoNotFit() {
    TreeMap<String, Bytes> xattrs = new TreeMap<>();
    xattrs.put("user.a", Bytes.of(new byte[4000]));
    xattrs.put("user.b", Bytes.of(new byte[100]));
    refused(
        "entry 1 'x': extended attribute 'user.b' does not fit: 120 bytes wanted, 96 left",
        out -> out.entry(TarEntry.file("x", 0644, 0).withXattrs(xattrs)));
  }

  @Test
  void extendedAttributesWhoseOrderDependsOnTheConverter() {
    TreeMap<String, Bytes> xattrs = new TreeMap<>();
    for (int i = 0; i < 13; i++) {
      xattrs.put("user." + (char) ('a' + i), Bytes.of(new byte[100]));
    }
    refused(
        "entry 1 'x': 13 extended attributes outside the inode; with more than 12 the hash depends"
            + " on the release of the converter, so keep fewer or shorter ones",
        out -> out.entry(TarEntry.file("x", 0644, 0).withXattrs(xattrs)));
  }

  @Test
  void moreThan65000Links() {
    refused(
        "entry 65001 'l65000': 'x' has 65000 links already, and cannot have more",
        out -> {
          Tars.file(out, "x", "1");
          for (int i = 1; i <= 65_000; i++) {
            out.entry(TarEntry.hardLink("l" + i, "x"));
          }
        });
  }

  @Test
  void controlCharactersOfNamesAreNotPrinted() {
    refused(
        "entry 1 'a\\x1b[2J': hard link to '\\x07', which no earlier entry made; put the file itself"
            + " ahead of its links",
        out -> out.entry(TarEntry.hardLink("a\u001b[2J", "\u0007")));
  }

  @Test
  void pathsOutOfTheTreeStayInside() {
    assertEquals(
        Tars.hash(out -> Tars.file(out, "etc/passwd", "x")),
        Tars.hash(out -> Tars.file(out, "../../etc/./passwd", "x")));
    assertEquals(
        Tars.hash(out -> Tars.file(out, "etc/passwd", "x")),
        Tars.hash(out -> Tars.file(out, "//etc//a/../passwd", "x")));
  }

  @Test
  void markersOfOlderOverlaysAreWhiteouts() {
    assertEquals(
        Tars.hash(out -> out.entry(TarEntry.device("x", TarType.CHARACTER_DEVICE, 0, 0, 0))),
        Tars.hash(out -> Tars.file(out, ".wh.x", "the content of a marker means nothing")));
    assertEquals(
        Tars.hash(out -> Tars.file(out, ".wh..wh.plnk")),
        Tars.hash(out -> out.entry(TarEntry.directory(".wh..wh.plnk", 0700))));
  }

  private static void refused(String message, Tars.Filling filling) {
    MalformedException refusal = assertThrows(MalformedException.class, () -> Tars.hash(filling));
    assertEquals(message, refusal.getMessage());
  }
}
