package coffer.arm;

import coffer.json.Json;
import coffer.json.JsonText;
import coffer.template.Members;
import java.util.ArrayList;
import java.util.List;

/// Credentials of registries in a template's container groups (`imageRegistryCredentials`).
public final class ArmCredentials {
  private static final String CREDENTIALS = "imageRegistryCredentials";

  private ArmCredentials() {}

  /// The template with a credential for `server` in every group: in place of the group's own for
  /// that server, else after those that it has.
  public static JsonText with(JsonText template, String server, String username, String password) {
    JsonText changed = template;
    List<Json> resources = Members.list(template.value(), "resources");
    for (int i = 0; i < resources.size(); i++) {
      if (GroupReader.isGroup(resources.get(i))) {
        Json properties = Members.get(resources.get(i), "properties");
        List<String> path =
            List.of(
                Members.nameOf(template.value(), "resources"),
                Integer.toString(i),
                Members.nameOf(resources.get(i), "properties"),
                Members.nameOf(properties, CREDENTIALS));
        changed = inGroup(changed, path, properties, credential(server, username, password));
      }
    }
    return changed;
  }

  private static Json.Obj credential(String server, String username, String password) {
    return Json.object()
        .put("server", server)
        .put("username", username)
        .put("password", password)
        .build();
  }

  private static JsonText inGroup(
      JsonText template, List<String> path, Json properties, Json.Obj credential) {
    List<Json> present = Members.list(properties, CREDENTIALS);
    List<Json> all = new ArrayList<>(present);
    for (int i = 0; i < present.size(); i++) {
      if (Members.get(present.get(i), "server") instanceof Json.Str(String server)
          && server.equalsIgnoreCase(credential.string("server"))) {
        List<String> entry = new ArrayList<>(path);
        entry.add(Integer.toString(i));
        return template.with(entry, credential);
      }
    }
    all.add(credential);
    return template.with(path, new Json.Arr(all));
  }
}
