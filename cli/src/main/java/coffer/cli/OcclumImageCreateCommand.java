package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.compression.Decompression;
import coffer.compression.Inflater;
import coffer.enclaveimage.ImageBuild;
import coffer.json.Json;
import coffer.occlum.MacText;
import coffer.sgx.protectedfile.Protection;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Makes an image of a tree.
@Command(
    name = "create",
    description = {
      "Make an image (SEFS) of a tree, and print its root MAC.",
      "Without a key it is the image of Occlum's own tool, byte for byte; with a key the same",
      "tree and key give the same image, which Occlum's tool does not do."
    },
    footer = {
      "",
      "Example: a root file system for Occlum.json's mount, and an encrypted one.",
      "  coffer occlum image create --tar rootfs.tar --out build/mount/__ROOT",
      "  coffer occlum image create --dir image --key image_key --out build/mount/__ROOT"
    })
final class OcclumImageCreateCommand implements Callable<Integer> {
  /// Where the tree comes from.
  static final class Tree {
    @Option(
        names = "--tar",
        required = true,
        paramLabel = "TAR",
        description = "The tree: a tar file, plain, gzip or zstd.")
    @Nullable Path tar;

    @Option(
        names = "--dir",
        required = true,
        paramLabel = "DIR",
        description = "The tree: what is below a folder. Links are kept as they are.")
    @Nullable Path dir;
  }

  @ArgGroup(multiplicity = "1")
  Tree tree = new Tree();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The folder of the image, which is not there yet, or empty.")
  Path out = Path.of("");

  @Mixin ImageKeyOption key = new ImageKeyOption();

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Protection protection = key.protection();
    ImageBuild build;
    try (ReadProgress progress = ReadProgress.on(err)) {
      build = build(protection, progress);
    }
    LossText losses = new LossText(build.losses());
    losses.warn(err);
    ProtectedFindings.note(err, protection);
    String rootMac = MacText.of(build.summary().rootMac());
    spec.commandLine()
        .getOut()
        .println(output.json ? json(build, rootMac, losses).toCompact() : rootMac);
    return ExitCode.OK;
  }

  private ImageBuild build(Protection protection, ReadProgress progress) throws IOException {
    if (tree.tar instanceof Path tar) {
      if (!Files.exists(tar)) {
        throw new NoSuchFileException(tar.toString());
      }
      if (!Files.isRegularFile(tar)) {
        throw new CommandFailure(
            ExitCode.USAGE,
            tar + ": a file wanted, because it is read twice",
            "write it to a file");
      }
      try {
        return ImageBuild.ofTar(() -> open(tar, progress), out, protection);
      } catch (MalformedException e) {
        throw e.within(tar.toString());
      }
    }
    return ImageBuild.ofFolder(
        tree.dir == null ? Path.of("") : tree.dir, out, protection, progress::watch);
  }

  private static InputStream open(Path tar, ReadProgress progress) throws IOException {
    return Decompression.of(progress.watch(Files.newInputStream(tar)), Inflater::fastest);
  }

  private Json json(ImageBuild build, String rootMac, LossText losses) {
    return Json.object()
        .put("image", out.toString())
        .put("root_mac", rootMac)
        .put("encrypted", key.given())
        .put("inodes", build.summary().inodes())
        .put("content_bytes", build.summary().contentBytes())
        .put("losses", losses.toJson())
        .build();
  }
}
