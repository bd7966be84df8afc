package coffer.enclave;

import coffer.javaimage.BuildException;
import coffer.toml.Toml;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Adds the members of a user's file to a manifest that was derived: tables grow, arrays get more
/// items, and nothing that is there changes.
final class ManifestMerge {
  private ManifestMerge() {}

  static Toml.Table of(Toml.Table derived, Toml.Table more) throws BuildException {
    return tables(derived, more, "");
  }

  private static Toml.Table tables(Toml.Table derived, Toml.Table more, String path)
      throws BuildException {
    Map<String, Toml> merged = new LinkedHashMap<>(derived.members());
    for (Map.Entry<String, Toml> member : more.members().entrySet()) {
      String key = member.getKey();
      Toml before = merged.get(key);
      merged.put(
          key, before == null ? member.getValue() : both(before, member.getValue(), path + key));
    }
    return new Toml.Table(merged);
  }

  private static Toml both(Toml derived, Toml more, String path) throws BuildException {
    if (path.equals("sgx.trusted_files")) {
      throw refused(path, "the package's own files; add others by sgx.files");
    }
    if (derived instanceof Toml.Table left && more instanceof Toml.Table right) {
      return tables(left, right, path + ".");
    }
    if (derived instanceof Toml.Array(List<Toml> left)
        && more instanceof Toml.Array(List<Toml> right)
        && !path.equals("loader.argv")) {
      List<Toml> all = new ArrayList<>(left);
      all.addAll(right);
      return new Toml.Array(all);
    }
    throw refused(path, "derived from coffer.yaml");
  }

  private static BuildException refused(String path, String why) {
    return new BuildException("sgx.gramine.manifest: %s: %s".formatted(path, why));
  }
}
