/// Decompression of layers: gzip (RFC 1952) by ISA-L or libdeflate where they are installed and by
/// the JDK's zlib elsewhere, gzip in blocks of known size (SAM/BAM specification, "The BGZF
/// compression format") in parallel, and zstd (RFC 8878). Bytes in, bytes out: digests and limits
/// are the reader's.
@NullMarked
package coffer.compression;

import org.jspecify.annotations.NullMarked;
