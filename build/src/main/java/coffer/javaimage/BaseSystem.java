package coffer.javaimage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The little of a system that a JVM needs around it: libraries, accounts, name service order, CA
/// certificates, a place for temporary files. /etc/hosts, /etc/hostname and /etc/resolv.conf are
/// left to whoever runs the container.
record BaseSystem(SharedLibraries.Closure libraries, int user, Path root) {
  private static final String CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt";

  FileTree tree() throws IOException {
    FileTree tree = new FileTree();
    libraries.files().forEach((path, file) -> tree.file(path, 0755, file));
    text(
        tree,
        "/etc/passwd",
        "root:x:0:0:root:/root:/sbin/nologin\n" + account(":/app:/sbin/nologin"));
    text(tree, "/etc/group", "root:x:0:\n" + "%s:x:%d:\n".formatted(JavaImage.USER_NAME, user));
    text(tree, "/etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    Path certificates = root.resolve(CERTIFICATES.substring(1));
    if (Files.isRegularFile(certificates)) {
      tree.file(CERTIFICATES, 0644, certificates);
    }
    tree.folder("/tmp", 01777);
    return tree;
  }

  private String account(String rest) {
    return "%s:x:%d:%d:%s%s\n"
        .formatted(JavaImage.USER_NAME, user, user, JavaImage.USER_NAME, rest);
  }

  private static void text(FileTree tree, String path, String content) {
    tree.file(path, 0644, content.getBytes(StandardCharsets.UTF_8));
  }
}
