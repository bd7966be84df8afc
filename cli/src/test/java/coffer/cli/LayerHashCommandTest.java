package coffer.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import coffer.json.Json;
import coffer.tar.TarEntry;
import coffer.tar.TarWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerHashCommandTest {
  private static final String HELLO =
      "05d4bb387ecafbcf299fbe990c0c0ba00fc8c9b1ef5bf6965a109e6f339e08d1";
  private static final String EMPTY =
      "8b4842f06982817534a75bcf71865213b09dfa8313229c384e5201dadbd75e25";

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path hello;
  private Path empty;
  private Path twice;

  @BeforeEach
  void writeLayers() throws IOException {
    hello = layer("hello.tar", "hello.txt");
    empty = layer("empty.tar");
    twice = layer("twice.tar", "hello.txt", "hello.txt");
  }

  @Test
  void oneLayerPrintsItsHashAlone() {
    assertEquals(ExitCode.OK, run(hello));
    assertEquals(HELLO + "\n", out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void severalLayersPrintALineEachInTheOrderGiven() {
    assertEquals(ExitCode.OK, run(hello, empty, hello));
    assertEquals(
        "%s  %s\n%s  %s\n%s  %s\n".formatted(HELLO, hello, EMPTY, empty, HELLO, hello),
        out.toString());
  }

  @Test
  void gzipIsFoundByItsFirstBytes() throws IOException {
    Path gzip = folder.resolve("layer");
    try (OutputStream compressed = new GZIPOutputStream(Files.newOutputStream(gzip))) {
      Files.copy(hello, compressed);
    }
    assertEquals(ExitCode.OK, run(gzip));
    assertEquals(HELLO + "\n", out.toString());
  }

  @Test
  void dashIsStandardInput() throws IOException {
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream(Files.readAllBytes(hello)));
    try {
      assertEquals(ExitCode.OK, run("-"));
    } finally {
      System.setIn(before);
    }
    assertEquals(HELLO + "\n", out.toString());
  }

  @Test
  void namesAloneMeanWithoutTheParserWhatTheyMeanWithIt() throws IOException {
    String implied = layer("implied.tar", "a/b").toString();
    String none = folder.resolve("none.tar").toString();
    for (List<String> names :
        List.of(
            List.of(hello.toString()),
            List.of(implied, hello.toString()),
            List.of(twice.toString()),
            List.of(none),
            List.of(hello.toString(), none),
            List.of("@" + hello),
            List.of("a=b", ""),
            List.of("layer", "hash"),
            List.of("nul\0"))) {
      String[] all =
          Stream.concat(Stream.of("layer", "hash"), names.stream()).toArray(String[]::new);
      assertNotNull(LayerHashing.ofNames(all));
      String parsed = said(runWithParser(all));
      assertEquals(parsed, said(run(names.toArray(String[]::new))));
    }
  }

  @Test
  void whateverIsNoNameTakesTheParser() {
    for (String line :
        List.of(
            "layer",
            "layer hash",
            "layer other x",
            "layer hash x --json",
            "layer hash -h",
            "layer hash -- x",
            "layer hash --ext4-out=y x",
            "--debug layer hash x",
            "verify x")) {
      assertNull(LayerHashing.ofNames(line.split(" ")), line);
    }
  }

  @Test
  void jsonTellsMore() throws IOException {
    Path implied = layer("implied.tar", "etc/ssl/x");
    assertEquals(ExitCode.OK, run("--json", implied.toString(), empty.toString()));
    List<Json> layers =
        Json.parseObject(out.toString().getBytes(StandardCharsets.UTF_8)).list("layers");
    Json.Obj first = (Json.Obj) layers.getFirst();
    assertEquals(implied.toString(), first.string("name"));
    assertEquals(List.of("/etc", "/etc/ssl"), first.strings("impliedFolders"));
    assertEquals(EMPTY, ((Json.Obj) layers.get(1)).string("rootHash"));
    assertEquals(57_344, ((Json.Obj) layers.get(1)).number("imageSize"));
  }

  @Test
  void foldersWithoutAnEntryAreWarnedOf() throws IOException {
    assertEquals(ExitCode.OK, run(layer("implied.tar", "a/b/c/d/e")));
    assertTrue(
        err.toString()
            .contains(
                "implied.tar: folders without an entry of their own: /a, /a/b, /a/b/c and 1 more"),
        err.toString());
  }

  @Test
  void layerThatCannotBeConvertedIsMalformedInput() {
    assertEquals(ExitCode.MALFORMED, run(twice));
    assertEquals("", out.toString());
    assertEquals(
        "error: "
            + twice
            + ": entry 2 'hello.txt': the name is that of a file from entry 1 with content, which"
            + " cannot be taken back; keep only one of the two\n",
        err.toString());
  }

  @Test
  void oneBadLayerAmongGoodOnesIsNamed() {
    assertEquals(ExitCode.MALFORMED, run(hello, twice, empty));
    assertTrue(err.toString().contains("twice.tar: entry 2"), err.toString());
  }

  @Test
  void missingFileIsTheEnvironments() {
    assertEquals(ExitCode.ENVIRONMENT, run(folder.resolve("none.tar")));
    assertTrue(err.toString().contains("none.tar: no such file"), err.toString());
  }

  @Test
  void fileSystemIsWrittenWhole() throws IOException {
    Path image = folder.resolve("image");
    assertEquals(ExitCode.OK, run("--ext4-out", image.toString(), empty.toString()));
    assertEquals(57_344, Files.size(image));
  }

  @Test
  void fileSystemOfABadLayerIsNotLeftBehind() throws IOException {
    Path image = folder.resolve("image");
    assertEquals(ExitCode.MALFORMED, run("--ext4-out", image.toString(), twice.toString()));
    assertFalse(Files.exists(image));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(3, left.count());
    }
  }

  @Test
  void fileSystemOfSeveralLayersIsAWrongUse() {
    assertEquals(ExitCode.USAGE, run("--ext4-out", "x", hello.toString(), empty.toString()));
    assertTrue(err.toString().contains("--ext4-out is for one layer, found 2"), err.toString());
  }

  private int run(Path... tars) {
    return run(Stream.of(tars).map(Path::toString).toArray(String[]::new));
  }

  private int run(String... arguments) {
    String[] all =
        Stream.concat(Stream.of("layer", "hash"), Stream.of(arguments)).toArray(String[]::new);
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
  }

  private int runWithParser(String... arguments) {
    return Main.commandLineFor(arguments)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  private String said(int exitCode) {
    String said = exitCode + "\n" + out + "--\n" + err;
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return said;
  }

  private Path layer(String file, String... names) throws IOException {
    Path path = folder.resolve(file);
    try (TarWriter tar = new TarWriter(Files.newOutputStream(path))) {
      for (String name : names) {
        tar.entry(TarEntry.file(name, 0644, 2), "hi".getBytes(StandardCharsets.US_ASCII));
      }
    }
    return path;
  }
}
