package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.cce.FragmentImport;
import coffer.fragment.SignedFragment;
import coffer.json.Json;
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
      paramLabel = "FILE",
      description = "The signed fragment to import.")
  @Nullable Path path;

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
    if (path == null) {
      throw PolicyGroupOptions.failure(
          "an image's fragments are in its registry; fetch the file and give --fragment-path");
    }
  }

  Integer print(PrintWriter out) throws IOException {
    Path file = path == null ? Path.of("") : path;
    FragmentImport statement = statement(file);
    if (fragmentsJson == null) {
      Json document = SignedFragment.document(List.of(statement));
      out.print(PythonJson.dumps(document, Form.INDENTED_SORTED) + "\n");
      out.flush();
    } else {
      append(fragmentsJson, statement);
    }
    return ExitCode.OK;
  }

  private FragmentImport statement(Path file) throws IOException {
    try {
      String svn = Long.toString(Long.parseLong(String.valueOf(minimumSvn)));
      return FragmentFiles.read(file).toImport(svn);
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  private static void append(Path file, FragmentImport statement) throws IOException {
    Json document =
        Files.exists(file) ? PythonJson.loads(TextFile.read(file)) : Json.object().build();
    if (!(document instanceof Json.Obj object)) {
      throw new MalformedException(
          "%s: an object with member 'fragments' wanted, found %s"
              .formatted(file, document.kind()));
    }
    List<Json> statements = new ArrayList<>(object.list("fragments"));
    statements.add(statement.toJson());
    Map<String, Json> members = new LinkedHashMap<>(object.members());
    members.put("fragments", new Json.Arr(statements));
    String text = PythonJson.dumps(new Json.Obj(members), Form.INDENTED_SORTED);
    ByteBuffer content = StandardCharsets.UTF_8.encode(text);
    NewFile.write(file, out -> out.write(content));
  }
}
