package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.Digest;
import coffer.cce.FragmentImport;
import coffer.cce.Policy;
import coffer.cce.PolicyContainer;
import coffer.cce.PolicyText;
import coffer.generate.Compat;
import coffer.identity.Identity;
import coffer.measure.MeasuredImage;
import coffer.python.PythonText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A policy in every form that is asked for after it was made: text, base64, digest, identity.
final class PolicyFolder {
  private final Path folder;
  private final boolean several;
  private final Compat compat;

  /// With `several`, each group has a folder of its own.
  PolicyFolder(Path folder, boolean several, Compat compat) {
    this.folder = folder;
    this.several = several;
    this.compat = compat;
  }

  void write(String group, Policy policy, PolicyText text, Map<String, MeasuredImage> measured)
      throws IOException {
    String name = group.replaceAll("[^A-Za-z0-9._-]", "_");
    Path target = several ? folder.resolve(name.startsWith(".") ? "_" + name : name) : folder;
    Files.createDirectories(target);
    write(target.resolve("policy.rego"), text.text());
    write(target.resolve("policy.base64"), text.base64());
    write(target.resolve("policy.sha256"), text.digest().hex() + "\n");
    Identity identity =
        new Identity(
            group,
            Bytes.parseHex(text.digest().hex()),
            compat.toString(),
            policy.containers().stream().map(container -> container(container, measured)).toList(),
            notBound(policy));
    write(target.resolve("identity.json"), new String(identity.toBytes(), StandardCharsets.UTF_8));
  }

  private static void write(Path file, String content) throws IOException {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(content);
    NewFile.write(file, out -> out.write(bytes));
  }

  private static Identity.Container container(
      PolicyContainer container, Map<String, MeasuredImage> measured) {
    MeasuredImage image = container.id() == null ? null : measured.get(container.id());
    List<Identity.Layer> layers = new ArrayList<>();
    for (String rootHash : container.layers()) {
      int position = layers.size();
      @Nullable Digest diffId =
          image == null ? null : image.image().layers().get(position).diffId();
      layers.add(new Identity.Layer(diffId, Bytes.parseHex(rootHash)));
    }
    return new Identity.Container(
        String.valueOf(container.name() == null ? container.id() : container.name()),
        layers,
        container.command() == null
            ? List.of()
            : container.command().stream().map(PythonText::str).toList());
  }

  private static List<String> notBound(Policy policy) {
    List<String> notBound = new ArrayList<>();
    for (FragmentImport statement : policy.fragments()) {
      notBound.add(
          "containers of fragment %s from svn %s on: whatever its issuer signs"
              .formatted(statement.feed(), statement.minimumSvn()));
    }
    if (policy.flags().environmentVariableDropping()) {
      notBound.add("variables that no rule allows are removed, not refused");
    }
    if (policy.containers().stream().anyMatch(PolicyContainer::allowStdioAccess)) {
      notBound.add("standard output is visible to the host");
    }
    return notBound;
  }
}
