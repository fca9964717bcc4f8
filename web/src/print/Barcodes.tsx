export function Barcodes() {
  return null;
}
