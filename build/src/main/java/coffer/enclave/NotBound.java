package coffer.enclave;

import coffer.identity.SgxIdentity;
import coffer.occlum.FileSystemType;
import coffer.occlum.Mount;
import coffer.occlum.OcclumConfig;
import java.util.ArrayList;
import java.util.List;

/// What the identity of an Occlum package does not tell, in words.
final class NotBound {
  private NotBound() {}

  static List<String> of(OcclumConfig config, boolean debug) {
    List<String> texts = new ArrayList<>();
    texts.add(SgxIdentity.OCCLUM_STATEMENT);
    texts.add(
        "ISVPRODID, ISVSVN and debug are bound by MRSIGNER alone: check them in the quote, and"
            + " CONFIGID with CONFIGSVN, which the host chooses");
    texts.add(
        "the command line, which the host chooses among "
            + (config.entryPoints().isEmpty()
                ? "no programs"
                : String.join(", ", config.entryPoints())));
    if (!config.environment().untrusted().isEmpty()) {
      texts.add(
          "the variables that the host sets: "
              + String.join(", ", config.environment().untrusted()));
    }
    for (Mount mount : config.mounts()) {
      if (mount.type() == FileSystemType.HOSTFS) {
        texts.add(
            "everything below %s, which the host has at %s"
                .formatted(mount.target(), mount.source()));
      }
    }
    texts.add("what the service writes: an older state can be put back");
    if (debug) {
      texts.add("the enclave's memory: the host may debug it");
    }
    return texts;
  }
}
