/// Tar archives as container layers use them: POSIX ustar and pax (IEEE Std 1003.1, pax, "ustar
/// Interchange Format" and "pax Extended Header"), GNU tar and star. [TarReader] reads a stream
/// front to back with the semantics of Go's `archive/tar`, because the layer tools of the container
/// world are written on it; [TarWriter] writes the same bytes for the same entries.
///
/// Names are bytes, held in strings of one character per byte (ISO-8859-1); nothing here decodes
/// them.
@NullMarked
package coffer.tar;

import org.jspecify.annotations.NullMarked;
