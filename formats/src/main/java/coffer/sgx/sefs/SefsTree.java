package coffer.sgx.sefs;

import coffer.bytes.Latin1;
import coffer.bytes.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects what is to be in an image. Paths are one character per byte and may start with `/` or
/// `./`; folders on the way that were not added have mode 0755. What is added twice is what was
/// added last, as tar extracts it, but a folder and a file never replace each other, and nothing is
/// added below a link.
///
/// What an image cannot hold is noted in [#losses].
public final class SefsTree {
  private static final int ROOT_MODE = 0755;
  private static final int PERMISSIONS = 0777;
  private static final int LONGEST_NAME = 255;
  private static final int LONGEST_TARGET = 4095;

  private final SefsNode.Folder root = new SefsNode.Folder(ROOT_MODE);
  private final List<Loss> losses = new ArrayList<>();
  private final Set<List<String>> leftOut = new HashSet<>();

  public void addFolder(String path, int mode) {
    List<String> names = names(path);
    noteMode(path, mode);
    if (names.isEmpty()) {
      if ((mode & PERMISSIONS) != ROOT_MODE) {
        losses.add(new Loss(Loss.Kind.ROOT_MODE, ""));
      }
      return;
    }
    SefsNode.Folder parent = parent(names);
    SefsNode present = parent.children.get(names.getLast());
    SefsNode.Folder folder = new SefsNode.Folder(mode & PERMISSIONS);
    if (present instanceof SefsNode.Folder old) {
      folder = old.withMode(mode & PERMISSIONS);
    } else if (present != null) {
      throw new MalformedException("'%s': a folder cannot replace a file".formatted(shown(path)));
    }
    parent.children.put(names.getLast(), folder);
  }

  /// The content of `size` bytes is written later, by its handle.
  public FileHandle addFile(String path, int mode, long size) {
    noteMode(path, mode);
    FileHandle handle = new FileHandle(size);
    put(path, new SefsNode.RegularFile(mode & PERMISSIONS, handle));
    return handle;
  }

  public void addSymlink(String path, String target) {
    if (target.isEmpty() || target.length() > LONGEST_TARGET || target.indexOf('\0') >= 0) {
      throw new MalformedException(
          "'%s': a link to '%s', want a path of 1 to %d bytes"
              .formatted(shown(path), shown(target), LONGEST_TARGET));
    }
    put(path, new SefsNode.Symlink(target));
  }

  /// One more name for the file or link `target`, which was added before: it becomes a copy.
  public void addHardLink(String path, String target) {
    List<String> names = names(target);
    if (leftOut.contains(names)) {
      leaveOut(path, Loss.Kind.HARD_LINK);
      return;
    }
    switch (find(names)) {
      case SefsNode.RegularFile file -> put(path, new SefsNode.RegularFile(file.mode, file.handle));
      case SefsNode.Symlink link ->
          put(path, new SefsNode.Symlink(Latin1.of(link.target.toArray())));
      case SefsNode.Folder _ ->
          throw new MalformedException(
              "'%s': a hard link to the folder '%s'".formatted(shown(path), shown(target)));
      case null ->
          throw new MalformedException(
              "'%s': a hard link to '%s', which no earlier entry made"
                  .formatted(shown(path), shown(target)));
    }
    losses.add(new Loss(Loss.Kind.HARD_LINK, path));
  }

  /// Notes that something at this path cannot be in the image at all.
  public void leaveOut(String path, Loss.Kind why) {
    leftOut.add(names(path));
    losses.add(new Loss(why, path));
  }

  /// Notes that something about the entry at this path cannot be in the image.
  public void note(String path, Loss.Kind what) {
    losses.add(new Loss(what, path));
  }

  /// In the order in which they were met.
  public List<Loss> losses() {
    return Collections.unmodifiableList(losses);
  }

  SefsNode.Folder root() {
    return root;
  }

  private void put(String path, SefsNode node) {
    List<String> names = names(path);
    if (names.isEmpty()) {
      throw new MalformedException("the root is a folder, found something else");
    }
    SefsNode replaced = parent(names).children.put(names.getLast(), node);
    if (replaced instanceof SefsNode.Folder) {
      throw new MalformedException("'%s': a file cannot replace a folder".formatted(shown(path)));
    }
  }

  private SefsNode.Folder parent(List<String> names) {
    SefsNode.Folder folder = root;
    for (String name : names.subList(0, names.size() - 1)) {
      SefsNode child = folder.children.computeIfAbsent(name, _ -> new SefsNode.Folder(ROOT_MODE));
      if (!(child instanceof SefsNode.Folder next)) {
        throw new MalformedException(
            "'%s': '%s' on the way is no folder"
                .formatted(shown(String.join("/", names)), shown(name)));
      }
      folder = next;
    }
    return folder;
  }

  private @Nullable SefsNode find(List<String> names) {
    SefsNode node = root;
    for (String name : names) {
      node = node instanceof SefsNode.Folder folder ? folder.children.get(name) : null;
    }
    return node;
  }

  private void noteMode(String path, int mode) {
    if ((mode & 07000) != 0) {
      losses.add(new Loss(Loss.Kind.SPECIAL_MODE, path));
    }
  }

  /// The names on the way from the root.
  private static List<String> names(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        throw new MalformedException(
            "'%s': '..' in a path, which would lead out of the folder".formatted(shown(path)));
      }
      checkName(path, name);
      names.add(name);
    }
    return names;
  }

  private static void checkName(String path, String name) {
    if (name.length() > LONGEST_NAME) {
      throw new MalformedException(
          "'%s': a name of %d bytes; at most %d are allowed"
              .formatted(shown(path), name.length(), LONGEST_NAME));
    }
    if (name.indexOf('\0') >= 0) {
      throw new MalformedException("'%s': a zero byte in a name".formatted(shown(path)));
    }
    if (!isUtf8(name)) {
      throw new MalformedException(
          "'%s': a name that is not UTF-8, which Occlum cannot have".formatted(shown(path)));
    }
  }

  static boolean isUtf8(String name) {
    if (isAscii(name)) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(Latin1.toBytes(name)));
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private static boolean isAscii(String name) {
    for (int i = 0; i < name.length(); i++) {
      if (name.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static String shown(String path) {
    return Latin1.printable(path);
  }
}
