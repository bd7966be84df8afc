package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.fragment.SignedFragment;
import coffer.json.Json;
import coffer.oci.ImageReference;
import coffer.oci.Platform;
import coffer.python.PythonJson;
import coffer.python.PythonJson.Form;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The statement that imports a signed fragment.
final class FragmentImportOptions {
  @Option(
      names = {"-g", "--generate-import"},
      description = "Print the statement that imports a signed fragment.")
  boolean generate;

  @Option(
      names = {"-p", "--fragment-path"},
      paramLabel = "FILE|REFERENCE",
      description = "The signed fragment to import: a file, or its name in a registry.")
  @Nullable String path;

  @Option(
      names = "--minimum-svn",
      paramLabel = "N",
      description = "Lowest version of the fragment that is accepted.")
  @Nullable String minimumSvn;

  @Option(
      names = {"-j", "--fragments-json"},
      paramLabel = "FILE",
      description = "Append the statement to this file instead of printing it.")
  @Nullable Path fragmentsJson;

  void check(long sources, boolean image, boolean outputFile) {
    if (!generate) {
      if (fragmentsJson != null) {
        throw PolicyGroupOptions.failure("--fragments-json needs --generate-import");
      }
      return;
    }
    if ((path != null ? 1 : 0) + (image ? 1 : 0) != 1 || sources > (image ? 1 : 0)) {
      throw PolicyGroupOptions.failure(
          "--generate-import needs one of --fragment-path, --image, and no other source");
    }
    if (outputFile) {
      throw PolicyGroupOptions.failure(
          "--generate-import and --output-filename exclude each other");
    }
    if (minimumSvn == null || !minimumSvn.matches("[0-9]{1,18}")) {
      throw PolicyGroupOptions.failure("--generate-import needs --minimum-svn, a number from 0 on");
    }
  }

  /// Prints or appends the statement of the fragment, or those of what is attached to `image`.
  Integer print(PrintWriter out, @Nullable String image, PolicyImageOptions images)
      throws IOException {
    String svn = Long.toString(Long.parseLong(String.valueOf(minimumSvn)));
    List<FragmentImport> statements = new ArrayList<>();
    for (SignedFragment fragment :
        path == null ? attached(String.valueOf(image), images) : List.of(named(path, images))) {
      statements.add(fragment.toImport(svn));
    }
    if (fragmentsJson == null) {
      Json document = SignedFragment.document(statements);
      out.print(PythonJson.dumps(document, Form.INDENTED_SORTED) + "\n");
      out.flush();
    } else {
      append(fragmentsJson, statements);
    }
    return ExitCode.OK;
  }

  private static List<SignedFragment> attached(String image, PolicyImageOptions images)
      throws IOException {
    ImageReference reference = RegistryMixin.reference(image);
    List<SignedFragment> fragments =
        new FragmentRegistry(images.access()).attachedTo(reference, Platform.LINUX_AMD64);
    if (fragments.isEmpty()) {
      throw new CommandFailure(
          ExitCode.REJECTED,
          image + ": no fragment is attached to this image",
          "attach one with coffer policy fragment attach, or give --fragment-path");
    }
    return fragments;
  }

  /// A file, else what a registry has under the name.
  private static SignedFragment named(String path, PolicyImageOptions images) throws IOException {
    if (Files.exists(Path.of(path))) {
      return FragmentFiles.read(Path.of(path));
    }
    ImageReference reference;
    try {
      reference = ImageReference.parse(path);
    } catch (MalformedException e) {
      throw new IOException(path + ": no such file, and no name in a registry", e);
    }
    try {
      return new FragmentRegistry(images.access()).fetch(reference);
    } catch (IOException e) {
      throw new IOException(
          "%s: no such file; in its registry: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static void append(Path file, List<FragmentImport> added) throws IOException {
    Json document =
        Files.exists(file) ? PythonJson.loads(TextFile.read(file)) : Json.object().build();
    if (!(document instanceof Json.Obj object)) {
      throw new MalformedException(
          "%s: an object with member 'fragments' wanted, found %s"
              .formatted(file, document.kind()));
    }
    List<Json> statements = new ArrayList<>(object.list("fragments"));
    added.forEach(statement -> statements.add(statement.toJson()));
    Map<String, Json> members = new LinkedHashMap<>(object.members());
    members.put("fragments", new Json.Arr(statements));
    String text = PythonJson.dumps(new Json.Obj(members), Form.INDENTED_SORTED);
    ByteBuffer content = StandardCharsets.UTF_8.encode(text);
    NewFile.write(file, out -> out.write(content));
  }
}
