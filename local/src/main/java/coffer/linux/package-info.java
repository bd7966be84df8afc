/// System calls that the JDK does not offer, made through the foreign function API: mounts, device
/// nodes, owners, credentials, `execve`. Linux on x86-64, no native code of our own. The numbers
/// are those of `asm/unistd_64.h`, the constants those of the man pages named at each method.
///
/// Texts are file names as the kernel has them, one character per byte; [coffer.linux.Linux#utf8]
/// makes one of ordinary text.
@NullMarked
package coffer.linux;

import org.jspecify.annotations.NullMarked;
