package coffer.cli;

import coffer.akv.ReleaseConditions;
import coffer.akv.ReleasePolicy;
import coffer.bytes.Base64Text;
import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.identity.WantedIdentity;
import coffer.json.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Writes the policy under which a vault releases a key to identities.
@Command(
    name = "release",
    description = {
      "Write the policy under which a vault releases a key: to these identities, when one of these",
      "attestation services vouches for them. For 'az keyvault key create --policy', Managed HSM,",
      "and 'coffer serve vault'.",
      "Besides the identity it wants an endorsed utility VM, no debugging, no migration, VMPL 0; of",
      "an enclave no debugging."
    },
    footer = {
      "",
      "Example: two builds of a service may have the key.",
      "  coffer policy release --identity old.json --identity new.json \\",
      "    --authority https://sharedeus.eus.attest.azure.net --out release.json"
    })
final class PolicyReleaseCommand implements Callable<Integer> {
  @Option(
      names = "--identity",
      paramLabel = "FILE",
      required = true,
      description = "An identity.json; again for more, any of which may have the key.")
  List<Path> identities = List.of();

  @Option(
      names = "--authority",
      paramLabel = "URL",
      required = true,
      description = "Who vouches: the exact issuer of its tokens; again for more.")
  List<String> authorities = List.of();

  @Option(
      names = "--minimum-uvm-svn",
      paramLabel = "N",
      description = "Want a utility VM of at least this version (production: 100).")
  @Nullable Long minimumUvmSvn;

  @Option(names = "--out", paramLabel = "FILE", description = "Write the policy to this file.")
  @Nullable Path out;

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    List<ReleasePolicy.Condition> conditions = new ArrayList<>();
    for (Path file : identities) {
      conditions.addAll(conditions(file));
    }
    ReleasePolicy.Condition condition =
        conditions.size() == 1
            ? conditions.getFirst()
            : new ReleasePolicy.Condition.AnyOf(conditions);
    ReleasePolicy policy =
        new ReleasePolicy(
            authorities.stream()
                .map(url -> new ReleasePolicy.Authority(authority(url), condition))
                .toList());
    byte[] text = (policy.toJson().toPretty() + "\n").getBytes(StandardCharsets.UTF_8);
    if (out != null) {
      NewFile.write(out, file -> file.write(ByteBuffer.wrap(text)));
    }
    print(policy, text);
    return ExitCode.OK;
  }

  private void print(ReleasePolicy policy, byte[] text) {
    PrintWriter terminal = spec.commandLine().getOut();
    if (output.json) {
      Json.Obj request =
          Json.object()
              .put("contentType", "application/json; charset=utf-8")
              .put("data", Base64Text.url(text))
              .build();
      terminal.println(
          Json.object()
              .put("policy", policy.toJson())
              .put("release_policy", request)
              .build()
              .toCompact());
    } else if (out == null) {
      terminal.print(new String(text, StandardCharsets.UTF_8));
      terminal.flush();
    } else {
      terminal.println("file      " + out);
    }
    if (minimumUvmSvn != null) {
      spec.commandLine()
          .getErr()
          .println(
              "note: tokens have the utility VM's version as text, and Azure does not document how"
                  + " it compares that with a number");
    }
  }

  private List<ReleasePolicy.Condition> conditions(Path file) throws IOException {
    WantedIdentity identity;
    try {
      identity = WantedIdentity.parse(Files.readAllBytes(file));
    } catch (MalformedException e) {
      throw e.within(file.toString());
    }
    List<ReleasePolicy.Condition> conditions = new ArrayList<>();
    Bytes hostData = identity.hostData();
    if (hostData != null) {
      conditions.add(ReleaseConditions.guest(hostData, minimumUvmSvn));
    }
    WantedIdentity.Enclave enclave = identity.enclave();
    if (enclave != null) {
      conditions.add(ReleaseConditions.enclave(enclave));
    }
    return conditions;
  }

  /// Vaults compare the issuer's text, so that a slash too many is another issuer.
  private static String authority(String url) {
    if (!url.matches("https?://[^/?#\\s]+(/[^?#\\s]*[^/?#\\s])?")) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "--authority: the URL of an issuer wanted, found '%s'".formatted(url),
          "its tokens' iss, without a slash at the end");
    }
    return url;
  }
}
