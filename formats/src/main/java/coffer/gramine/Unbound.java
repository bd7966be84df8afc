package coffer.gramine;

import coffer.toml.Toml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What a measured manifest leaves to the host (Gramine documentation, "Manifest syntax").
final class Unbound {
  private Unbound() {}

  static List<String> of(Manifest manifest) {
    Toml.Table top = manifest.document();
    List<String> texts = new ArrayList<>();
    texts.add("which files there are: the host may hide one, and folders are listed as it says");
    loader(top.table("loader", "loader").orElse(Toml.Table.EMPTY), texts);
    files(manifest.sgx(), texts);
    mounts(top, texts);
    system(top.table("sys", "sys").orElse(Toml.Table.EMPTY), texts);
    if (manifest.debug()) {
      texts.add("the enclave's memory: the host may debug it (sgx.debug)");
    }
    return texts;
  }

  private static void loader(Toml.Table loader, List<String> texts) {
    if (on(loader, "insecure__use_cmdline_argv")) {
      texts.add("the command line, which the host chooses (loader.insecure__use_cmdline_argv)");
    }
    if (on(loader, "insecure__use_host_env")) {
      texts.add("every variable that the host sets (loader.insecure__use_host_env)");
    }
    String passed =
        loader.table("env", "loader.env").orElse(Toml.Table.EMPTY).members().entrySet().stream()
            .filter(variable -> isPassed(variable.getValue()))
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    if (!passed.isEmpty()) {
      texts.add("the variables that the host sets: " + passed);
    }
    if (loader.get("argv_src_file").isPresent() || loader.get("env_src_file").isPresent()) {
      texts.add("arguments or variables in files: bound when those are trusted files");
    }
  }

  private static boolean isPassed(Toml variable) {
    return variable instanceof Toml.Table table && on(table, "passthrough");
  }

  private static void files(Toml.Table sgx, List<String> texts) {
    List<Toml> allowed = sgx.items("allowed_files", "sgx.allowed_files");
    if (!allowed.isEmpty()) {
      texts.add(
          "files that the host may change (sgx.allowed_files): "
              + allowed.stream().map(Unbound::text).collect(Collectors.joining(", ")));
    }
    if (sgx.get("file_check_policy")
        .map(Unbound::text)
        .filter("allow_all_but_log"::equals)
        .isPresent()) {
      texts.add("every file that is not trusted (sgx.file_check_policy)");
    }
  }

  private static void mounts(Toml.Table top, List<String> texts) {
    Toml.Table fs = top.table("fs", "fs").orElse(Toml.Table.EMPTY);
    for (Toml mount : fs.items("mounts", "fs.mounts")) {
      if (mount instanceof Toml.Table table
          && table.get("type").map(Unbound::text).filter("encrypted"::equals).isPresent()) {
        texts.add(
            "an older state of the encrypted files at %s, which the host can put back"
                .formatted(table.get("path").map(Unbound::text).orElse("?")));
      }
    }
    if (fs.get("insecure__keys").isPresent()) {
      texts.add("encrypted files: their key is in the manifest (fs.insecure__keys)");
    }
  }

  private static void system(Toml.Table sys, List<String> texts) {
    if (on(sys, "enable_extra_runtime_domain_names_conf")) {
      texts.add(
          "host name and name servers, which the host chooses"
              + " (sys.enable_extra_runtime_domain_names_conf)");
    }
    for (String key : sys.members().keySet()) {
      if (key.startsWith("insecure__") && on(sys, key)) {
        texts.add("what sys.%s leaves to the host".formatted(key));
      }
    }
  }

  private static boolean on(Toml.Table table, String key) {
    return table.get(key).orElse(new Toml.Bool(false)) instanceof Toml.Bool(boolean value) && value;
  }

  private static String text(Toml value) {
    return value instanceof Toml.Text(String text) ? text : value.kindName();
  }
}
