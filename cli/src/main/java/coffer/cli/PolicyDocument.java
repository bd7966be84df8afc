package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.json.Json;
import coffer.json.JsonText;
import coffer.python.PythonJson;
import coffer.python.PythonJson.Form;
import coffer.template.PolicyPlace;
import coffer.yaml.YamlStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A template or YAML file that policies are written into. Only the places of the policies change:
/// comments, order, indentation, line ends and byte-order mark stay. Not safe for threads.
final class PolicyDocument {
  private final Path file;
  private final boolean yaml;
  private String text;

  private PolicyDocument(Path file, boolean yaml, String text) {
    this.file = file;
    this.yaml = yaml;
    this.text = text;
  }

  static PolicyDocument json(Path file, String text) {
    return new PolicyDocument(file, false, text);
  }

  static PolicyDocument yaml(Path file, String text) {
    return new PolicyDocument(file, true, text);
  }

  Path file() {
    return file;
  }

  String text() {
    return text;
  }

  /// A document of its own with the same text.
  PolicyDocument copy() {
    return new PolicyDocument(file, yaml, text);
  }

  boolean isYaml() {
    return yaml;
  }

  JsonText json() {
    return JsonText.parse(text);
  }

  void replace(JsonText changed) {
    text = changed.toString();
  }

  /// Puts a policy in its place; an error when the result would not say exactly that.
  void set(PolicyPlace place, String base64) {
    try {
      text =
          yaml
              ? YamlStream.parse(text).with(place.document(), place.path(), base64)
              : JsonText.parse(text).with(place.path(), Json.of(base64)).toString();
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
  }

  /// The document as the reference generator writes it: comments and layout are lost.
  void rewrite() {
    text =
        yaml
            ? YamlStream.parse(text).rewritten()
            : PythonJson.dumps(JsonText.parse(text).value(), Form.INDENTED);
  }

  void write(Path target, boolean secret) throws IOException {
    ByteBuffer content = StandardCharsets.UTF_8.encode(text);
    NewFile.Filling<Integer> filling = out -> out.write(content);
    if (secret) {
      NewFile.writeSecret(target, filling);
    } else {
      NewFile.write(target, filling);
    }
  }
}
