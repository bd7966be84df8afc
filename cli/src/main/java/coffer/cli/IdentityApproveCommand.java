package coffer.cli;

import coffer.bytes.Bytes;
import coffer.bytes.MalformedException;
import coffer.cose.CoseSign1;
import coffer.fragment.CoseAlgorithm;
import coffer.fragment.FragmentSigner;
import coffer.identity.ApprovedIdentities;
import coffer.identity.WantedIdentity;
import coffer.json.Json;
import coffer.pem.PemKeys;
import coffer.simulator.PemFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Signs a list of identities.
@Command(
    name = "approve",
    description = {
      "Sign a list of identities, any of which relying parties may let in until it expires:",
      "'coffer verify --approved FILE --approver DID'. Prints the signer's did:x509."
    },
    footer = {
      "",
      "Example: the running build and its successor, for a month.",
      "  coffer identity approve old.json new.json --days 30 --key key.pem --chain chain.pem \\",
      "    --out approved.cose"
    })
final class IdentityApproveCommand implements Callable<Integer> {
  private static final int LARGEST_IDENTITY = 1 << 20;
  private static final int LONGEST_DAYS = 3650;

  @Parameters(
      arity = "1..*",
      paramLabel = "IDENTITY",
      description = "Each an identity.json, of a container group or of an enclave.")
  List<Path> files = List.of();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "How long the list counts (default: 90).")
  int days = 90;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "The private key, PEM, mode 0600.")
  Path key = Path.of("");

  @Option(
      names = "--chain",
      required = true,
      paramLabel = "FILE",
      description = "The key's certificate and those above it, PEM.")
  Path chain = Path.of("");

  @Option(
      names = "--algo",
      paramLabel = "NAME",
      description = "ES384 (default), ES256, ES512, PS256, PS384, PS512 or EdDSA.")
  String algorithm = "ES384";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "Write the signed list to this file.")
  Path out = Path.of("");

  @Mixin JsonOption output = new JsonOption();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    if (days < 1 || days > LONGEST_DAYS) {
      throw new CommandFailure(
          ExitCode.USAGE, "--days: 1 to %d wanted, found %d".formatted(LONGEST_DAYS, days), "");
    }
    Instant expires = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(days, ChronoUnit.DAYS);
    ApprovedIdentities list = new ApprovedIdentities(expires, entries());
    FragmentSigner signer = signer();
    CoseSign1 signed =
        signer.envelope(ApprovedIdentities.CONTENT_TYPE, "", Bytes.of(list.toBytes()));
    NewFile.write(out, file -> file.write(ByteBuffer.wrap(signed.toBytes())));
    report(list, signer.issuer().toString());
    return ExitCode.OK;
  }

  private List<ApprovedIdentities.Entry> entries() throws IOException {
    List<ApprovedIdentities.Entry> entries = new ArrayList<>();
    for (Path file : files) {
      byte[] text = EnclaveFiles.bytes(file, LARGEST_IDENTITY);
      try {
        String name = Json.parseObject(text).optionalString("name").orElse(file.toString());
        entries.add(new ApprovedIdentities.Entry(name, WantedIdentity.parse(text)));
      } catch (MalformedException e) {
        throw e.within(file.toString());
      }
    }
    return entries;
  }

  private FragmentSigner signer() throws IOException {
    PemFiles.requireOwnerOnly(key, PosixFilePermissions.fromString("rw-------"));
    return new FragmentSigner(
        PemKeys.privateKey(TextFile.read(key)),
        PemKeys.certificates(Files.readAllBytes(chain)),
        CoseAlgorithm.of(algorithm));
  }

  private void report(ApprovedIdentities list, String approver) {
    var terminal = spec.commandLine().getOut();
    if (output.json) {
      terminal.println(
          Json.object()
              .put("file", out.toString())
              .put("approver", approver)
              .put("expires", list.expires().toString())
              .put(
                  "identities",
                  Json.strings(
                      list.identities().stream().map(ApprovedIdentities.Entry::name).toList()))
              .build()
              .toCompact());
      return;
    }
    list.identities().forEach(entry -> terminal.println("approved  " + entry.name()));
    terminal.println("until     " + list.expires());
    terminal.println("approver  " + approver);
  }
}
