package coffer.cli;

import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.layer.HashWorkers;
import coffer.layer.LayerHash;
import coffer.layer.LayerInput;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// The work of `coffer layer hash`.
///
/// @param tars files, or - for standard input
/// @param ext4Out where the only layer's file system goes too
record LayerHashing(List<String> tars, @Nullable Path ext4Out, boolean json) {
  private static final List<String> COMMAND = List.of("layer", "hash");
  private static final String STANDARD_INPUT = "-";

  LayerHashing {
    tars = List.copyOf(tars);
  }

  /// What the arguments of `coffer` ask for when they are the command and names of layers, without
  /// any option; else null, and it takes a parser, which takes longer to set up than small layers
  /// take to hash.
  static @Nullable LayerHashing ofNames(String... args) {
    List<String> words = List.of(args);
    boolean plain =
        words.size() > COMMAND.size()
            && words.subList(0, COMMAND.size()).equals(COMMAND)
            && words.stream()
                .allMatch(word -> word.equals(STANDARD_INPUT) || !word.startsWith("-"));
    return plain
        ? new LayerHashing(words.subList(COMMAND.size(), words.size()), null, false)
        : null;
  }

  /// Prints the hashes and returns the exit code.
  int run(PrintWriter out, PrintWriter err) throws Exception {
    if (ext4Out != null && tars.size() > 1) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--ext4-out is for one layer, found " + tars.size(),
          "run the command once for each layer");
    }
    try (ReadProgress progress = ReadProgress.on(err);
        HashWorkers workers = HashWorkers.ofAllCores()) {
      List<LayerHash> hashes =
          tars.size() == 1
              ? List.of(measure(tars.getFirst(), workers, progress))
              : measureAll(workers, progress);
      print(hashes, out, err);
    }
    return ExitCode.OK;
  }

  private List<LayerHash> measureAll(HashWorkers workers, ReadProgress progress) throws Exception {
    int readers = Math.min(tars.size(), Runtime.getRuntime().availableProcessors());
    try (ExecutorService pool = Executors.newFixedThreadPool(readers)) {
      List<Future<LayerHash>> running = new ArrayList<>();
      for (String tar : tars) {
        running.add(pool.submit(() -> measure(tar, workers, progress)));
      }
      List<LayerHash> hashes = new ArrayList<>();
      try {
        for (Future<LayerHash> layer : running) {
          hashes.add(layer.get());
        }
        return hashes;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      } finally {
        pool.shutdownNow();
      }
    }
  }

  private LayerHash measure(String tar, HashWorkers workers, ReadProgress progress)
      throws IOException {
    try (InputStream in = LayerInput.of(progress.watch(open(tar)))) {
      return ext4Out == null
          ? LayerHash.measure(in, workers)
          : NewFile.write(ext4Out, image -> LayerHash.measure(in, workers, image));
    } catch (MalformedException e) {
      throw e.within(tar.equals(STANDARD_INPUT) ? "standard input" : tar);
    }
  }

  private static InputStream open(String tar) throws IOException {
    if (tar.equals(STANDARD_INPUT)) {
      return System.in;
    }
    if (!Files.exists(Path.of(tar))) {
      throw new NoSuchFileException(tar);
    }
    // Copies once less than the stream of Files.newInputStream.
    return new FileInputStream(tar);
  }

  private void print(List<LayerHash> hashes, PrintWriter out, PrintWriter err) {
    if (json) {
      List<Json> layers = new ArrayList<>();
      for (int i = 0; i < hashes.size(); i++) {
        layers.add(json(tars.get(i), hashes.get(i)));
      }
      out.println(Json.object().put("layers", layers).build().toCompact());
      return;
    }
    for (int i = 0; i < hashes.size(); i++) {
      ImpliedFolders.warn(err, tars.get(i), hashes.get(i).impliedFolders());
      String suffix = hashes.size() == 1 ? "" : "  " + tars.get(i);
      out.println(hashes.get(i).rootHash() + suffix);
    }
  }

  private static Json json(String tar, LayerHash hash) {
    return Json.object()
        .put("name", tar)
        .put("rootHash", hash.rootHash().toHex())
        .put("imageSize", hash.imageSize())
        .put("inodes", hash.inodes())
        .put(
            "impliedFolders",
            Json.strings(hash.impliedFolders().stream().map(Latin1::printable).toList()))
        .build();
  }
}
