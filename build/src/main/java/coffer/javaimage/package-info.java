/// The image of a Java service, built from nothing but a JDK: the program as one jar, a runtime of
/// the modules it needs (jlink), and the shared libraries that the runtime needs, found by reading
/// ELF files. Nothing of the target is executed on the way, and the same inputs give the same
/// bytes.
@NullMarked
package coffer.javaimage;

import org.jspecify.annotations.NullMarked;
