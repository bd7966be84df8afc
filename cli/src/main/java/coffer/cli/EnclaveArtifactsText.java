package coffer.cli;

import coffer.enclave.EnclaveArtifacts;
import coffer.enclave.OcclumPackage;
import coffer.json.Json;
import java.io.PrintWriter;
import picocli.CommandLine;

/// What the build of an enclave ended in.
record EnclaveArtifactsText(PrintWriter out, PrintWriter err) {
  EnclaveArtifactsText(CommandLine commandLine) {
    this(commandLine.getOut(), commandLine.getErr());
  }

  /// A package and the image around it.
  void print(EnclaveArtifacts built, boolean json) {
    OcclumPackage occlum = built.occlum();
    occlum.warnings().forEach(warning -> err.println("warning: " + warning));
    if (json) {
      Json.ObjectBuilder object = EnclaveIdentityText.json(occlum);
      if (built.image() != null) {
        object
            .put("image", built.imageName())
            .put("layout", built.layout().toString())
            .put("manifest", built.image().toString())
            .put("image_archive", built.imageArchive().toString());
      }
      out.println(
          object
              .put("command", Json.strings(built.command()))
              .put("unchanged", built.reused())
              .build()
              .toCompact());
      return;
    }
    if (built.reused()) {
      err.println("unchanged since the last build");
    }
    out.printf("package    %s%n", occlum.archive());
    if (built.image() == null) {
      err.println("no container image: name the image below it by --base or sgx.base");
    } else {
      out.printf("image      %s %s%n", built.layout(), built.image());
      out.printf("archive    %s (%s)%n", built.imageArchive(), built.imageName());
    }
    new EnclaveIdentityText(out, err).identity(occlum.identity());
  }
}
