/** The checksum of checkpoints: CRC-32 with Castagnoli's polynomial, masked as LevelDB does. */

/** The polynomial, its bits reversed. */
const POLYNOMIAL = 0x82f63b78;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});

export function maskedCrc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (TABLE[(crc ^ (bytes[i] as number)) & 255] as number) ^ (crc >>> 8);
  crc = ~crc >>> 0;
  // A checksum of data that holds checksums would be weak: so they are stored rotated, and moved by a number.
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}
