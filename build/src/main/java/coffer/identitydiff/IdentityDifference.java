package coffer.identitydiff;

import coffer.bytes.Digest;
import coffer.identity.Identity;
import coffer.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The differences between two identities.
///
/// @param changes everything that differs, in words
/// @param layers the layers that differ, for those who have the images
public record IdentityDifference(List<IdentityChange> changes, List<ChangedLayer> layers) {
  public IdentityDifference {
    changes = List.copyOf(changes);
    layers = List.copyOf(layers);
  }

  /// Compares containers by name; layers by position.
  public static IdentityDifference of(Identity before, Identity after) {
    List<IdentityChange> changes = new ArrayList<>();
    List<ChangedLayer> layers = new ArrayList<>();
    text(changes, "", "name", before.name(), after.name());
    text(changes, "", "hostData", before.hostData().toHex(), after.hostData().toHex());
    text(changes, "", "compat", before.compat(), after.compat());
    sets(changes, before.notBound(), after.notBound());
    Set<String> names = new LinkedHashSet<>();
    before.containers().forEach(container -> names.add(container.name()));
    after.containers().forEach(container -> names.add(container.name()));
    for (String name : names) {
      Optional<Identity.Container> was = find(before, name);
      Optional<Identity.Container> is = find(after, name);
      if (was.isEmpty() || is.isEmpty()) {
        changes.add(
            new IdentityChange(
                name, "container", was.isEmpty() ? "" : name, is.isEmpty() ? "" : name));
      } else {
        container(changes, layers, was.get(), is.get());
      }
    }
    return new IdentityDifference(changes, layers);
  }

  private static Optional<Identity.Container> find(Identity identity, String name) {
    return identity.containers().stream()
        .filter(container -> container.name().equals(name))
        .findFirst();
  }

  private static void text(
      List<IdentityChange> changes, String container, String field, String was, String is) {
    if (!was.equals(is)) {
      changes.add(new IdentityChange(container, field, was, is));
    }
  }

  private static void sets(List<IdentityChange> changes, List<String> was, List<String> is) {
    was.stream()
        .filter(one -> !is.contains(one))
        .forEach(one -> changes.add(new IdentityChange("", "notBound", one, "")));
    is.stream()
        .filter(one -> !was.contains(one))
        .forEach(one -> changes.add(new IdentityChange("", "notBound", "", one)));
  }

  private static void container(
      List<IdentityChange> changes,
      List<ChangedLayer> layers,
      Identity.Container was,
      Identity.Container is) {
    text(
        changes,
        was.name(),
        "command",
        Json.strings(was.command()).toCompact(),
        Json.strings(is.command()).toCompact());
    int count = Math.max(was.layers().size(), is.layers().size());
    for (int i = 0; i < count; i++) {
      Identity.Layer one = at(was.layers(), i);
      Identity.Layer other = at(is.layers(), i);
      if (!Objects.equals(one, other)) {
        layers.add(changed(was.name(), i, one, other));
        changes.add(
            new IdentityChange(was.name(), "layers[%d]".formatted(i), told(one), told(other)));
      }
    }
  }

  private static Identity.@Nullable Layer at(List<Identity.Layer> layers, int i) {
    return i < layers.size() ? layers.get(i) : null;
  }

  private static ChangedLayer changed(
      String container, int position, Identity.@Nullable Layer was, Identity.@Nullable Layer is) {
    Digest before = was == null ? null : was.diffId();
    Digest after = is == null ? null : is.diffId();
    return new ChangedLayer(
        container, position, before, after, before != null && before.equals(after));
  }

  private static String told(Identity.@Nullable Layer layer) {
    return layer == null ? "" : layer.diffId() + ", root hash " + layer.rootHash().toHex();
  }
}
