package coffer.cli;

import coffer.enclave.GramineArtifacts;
import coffer.json.Json;
import java.io.PrintWriter;
import picocli.CommandLine;

/// What the build of an enclave of Gramine ended in.
record GramineArtifactsText(PrintWriter out, PrintWriter err) {
  GramineArtifactsText(CommandLine commandLine) {
    this(commandLine.getOut(), commandLine.getErr());
  }

  void print(GramineArtifacts built, boolean json) {
    built.warnings().forEach(warning -> err.println("warning: " + warning));
    if (json) {
      out.println(json(built).toCompact());
      return;
    }
    out.printf("package    %s%n", built.archive());
    out.printf("manifest   %s%n", built.manifest());
    out.printf("signature  %s%n", built.signature());
    if (built.image() == null) {
      err.println("no container image: name the image below it by --base or sgx.base");
    } else {
      out.printf("image      %s %s%n", built.layout(), built.image());
      out.printf("archive    %s (%s)%n", built.imageArchive(), built.imageName());
    }
    out.printf("trusted    %d files%n", built.trusted());
    err.println("bound by this identity:");
    built.identity().bound().forEach(text -> err.println("  - " + text));
    new EnclaveIdentityText(out, err).identity(built.identity());
  }

  private static Json.Obj json(GramineArtifacts built) {
    Json.ObjectBuilder object =
        Json.object()
            .put("package", built.archive().toString())
            .put("digest", built.layer().digest().toString())
            .put("manifest_sgx", built.manifest().toString())
            .put("sig", built.signature().toString())
            .put("trusted_files", built.trusted())
            .put("identity", built.identity().toJson())
            .put("warnings", Json.strings(built.warnings()));
    if (built.image() != null) {
      object
          .put("image", built.imageName())
          .put("layout", built.layout().toString())
          .put("manifest", built.image().toString())
          .put("image_archive", built.imageArchive().toString());
    }
    return object.put("command", Json.strings(built.command())).build();
  }
}
