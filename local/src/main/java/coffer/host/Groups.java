package coffer.host;

import coffer.cce.PolicyText;
import coffer.group.GroupFolder;
import coffer.group.GroupSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The container groups of a user on this machine.
public record Groups(UserFolders folders) {
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /// By name.
  public List<Group> list() throws IOException {
    List<Group> groups = new ArrayList<>();
    if (Files.isDirectory(folders.groups())) {
      try (Stream<Path> found = Files.list(folders.groups())) {
        found.sorted().forEach(folder -> groups.add(new Group(folder)));
      }
    }
    return groups;
  }

  public Optional<Group> find(String name) {
    Path folder = folders.groups().resolve(name);
    return Files.isDirectory(folder) ? Optional.of(new Group(folder)) : Optional.empty();
  }

  /// Makes the group's folder and starts it in the background. There must be no group of that name.
  public Group start(GroupSpec spec, PolicyText policy) throws IOException {
    Files.createDirectories(folders.groups(), OWNER_ONLY);
    Path folder = Files.createDirectory(folders.groups().resolve(spec.name()), OWNER_ONLY);
    GroupFolder names = new GroupFolder(folder.toRealPath());
    Files.writeString(names.policy(), policy.text());
    spec.save(names);
    Group group = new Group(names.path());
    group.start();
    return group;
  }
}
