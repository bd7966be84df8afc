package coffer.cli;

import coffer.bytes.MalformedException;
import coffer.enclave.EnclaveArtifacts;
import coffer.enclave.EnclaveBuild;
import coffer.enclave.GramineArtifacts;
import coffer.enclave.GramineBuild;
import coffer.sgx.enclave.SdkProfile;
import coffer.sgx.enclave.SigningDate;
import coffer.store.ImageAccess;
import coffer.store.ImageLocation;
import coffer.workload.Service;
import coffer.workload.SgxSettings;
import coffer.workload.Workload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What only the build of an enclave asks for.
final class EnclaveBuildOptions {
  private static final LocalDate FIXED_DATE = LocalDate.EPOCH;

  @Option(
      names = "--config",
      paramLabel = "NAME",
      description =
          "The configuration for the service: conf/NAME-config.json goes into the enclave.")
  String config = "";

  @Option(
      names = "--base",
      paramLabel = "IMAGE",
      description =
          "Enclaves: the image below the package, which has the runtime (coffer image --help).")
  @Nullable String base;

  @Option(
      names = "--date",
      paramLabel = "YYYYMMDD",
      description = "Enclaves: the date that is signed (default: sgx.date, else 1970-01-01).")
  @Nullable String date;

  @Mixin EnclaveKeyOptions key = new EnclaveKeyOptions();
  @Mixin EnclaveToolOptions tool = new EnclaveToolOptions();

  /// Opens access to images for those that may be needed.
  interface Images {
    ImageAccess open(List<ImageLocation> locations) throws IOException;
  }

  /// Refuses what only a build asks for, where there is none.
  void requireNone(String hint) {
    for (var option :
        Map.of("--config", config, "--base", text(base), "--date", text(date)).entrySet()) {
      if (!option.getValue().isEmpty()) {
        throw new CommandFailure(
            ExitCode.USAGE, option.getKey() + " is for the build of an enclave", hint);
      }
    }
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /// Builds an Occlum package into `out`.
  EnclaveArtifacts build(Workload workload, Path out, Images images, PrintWriter err)
      throws Exception {
    requireOcclum(workload);
    try (Prepared prepared = prepare(workload, images)) {
      EnclaveArtifacts built =
          new EnclaveBuild(
                  workload,
                  prepared.service,
                  prepared.sgx,
                  prepared.choices,
                  out,
                  ImageAccess.cacheOf(System.getenv()),
                  prepared.images,
                  err::println)
              .run();
      EnclaveMemory.warnings(workload, prepared.service, prepared.sgx)
          .forEach(warning -> err.println("warning: " + warning));
      return built;
    }
  }

  /// Refuses an enclave of Gramine where only those of Occlum are known.
  static void requireOcclum(Workload workload) {
    if (isGramine(workload)) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s: sgx.gramine: this command is for enclaves of Occlum"
              .formatted(workload.folder().resolve(Workload.FILE_NAME)),
          "coffer build --tee sgx builds both; docs/reference/gramine.md tells how to start it");
    }
  }

  static boolean isGramine(Workload workload) {
    return workload.sgx() != null && workload.sgx().gramine() != null;
  }

  /// Builds an enclave of Gramine into `out`.
  GramineArtifacts buildGramine(Workload workload, Path out, Images images, PrintWriter err)
      throws Exception {
    try (Prepared prepared = prepare(workload, images)) {
      return new GramineBuild(
              workload,
              prepared.service,
              prepared.sgx,
              Objects.requireNonNull(prepared.sgx.gramine()),
              prepared.choices,
              out,
              ImageAccess.cacheOf(System.getenv()),
              prepared.images,
              err::println)
          .run();
    }
  }

  /// What was looked at before a build.
  private record Prepared(
      Service.Java service, SgxSettings sgx, EnclaveBuild.Choices choices, ImageAccess images)
      implements AutoCloseable {
    @Override
    public void close() throws Exception {
      images.close();
    }
  }

  private Prepared prepare(Workload workload, Images images) throws Exception {
    SgxSettings sgx = workload.sgx();
    if (sgx == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "%s: no key sgx, which says how the service becomes an enclave"
              .formatted(workload.folder().resolve(Workload.FILE_NAME)),
          "docs/how-to/enclave.md has an example");
    }
    if (!(workload.service() instanceof Service.Java service)) {
      throw new CommandFailure(
          ExitCode.USAGE, "--tee sgx: a service of type java wanted, found an image", "");
    }
    if (key.key == null && key.pkcs11 == null && sgx.key() != null) {
      key.key = workload.resolve(sgx.key());
    }
    ImageLocation below = base(workload, sgx);
    EnclaveBuild.Choices choices =
        new EnclaveBuild.Choices(
            config, key.signer(), date(sgx), sdk(sgx), tool.tolerated(), below, Version.number());
    return new Prepared(
        service, sgx, choices, images.open(below == null ? List.of() : List.of(below)));
  }

  private @Nullable ImageLocation base(Workload workload, SgxSettings sgx) {
    if (base != null) {
      return RegistryMixin.location(base);
    }
    return sgx.base() == null ? null : ImageLocation.parse(sgx.base(), workload.folder());
  }

  private LocalDate date(SgxSettings sgx) {
    String text = date == null ? sgx.date() : date;
    try {
      return text == null ? FIXED_DATE : SigningDate.parse(text);
    } catch (MalformedException e) {
      throw new CommandFailure(ExitCode.USAGE, (date == null ? "sgx." : "--") + e.getMessage(), "");
    }
  }

  private @Nullable SdkProfile sdk(SgxSettings sgx) {
    SdkProfile chosen = tool.sdk();
    if (chosen != null || sgx.sdk() == null) {
      return chosen;
    }
    try {
      return SdkProfile.parse(sgx.sdk());
    } catch (MalformedException e) {
      throw e.within("sgx.sdk");
    }
  }
}
