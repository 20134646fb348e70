import { IMPORT_LIMIT } from "../../../contract/index.ts"

/**
 * A request whose bytes are put where they belong as they come: `Request` keeps the pieces and joins them at the end at
 * once, for which a file of 60 MB holds up everybody else.
 */
export class GatheredRequest extends Request {
  override async arrayBuffer(): Promise<ArrayBuffer> {
    const length = Number(this.headers.get("content-length") ?? NaN)
    // What says no length, or more than any file may have, is gathered piece by piece.
    if (this.body === null || !(length <= IMPORT_LIMIT)) return super.arrayBuffer()
    const bytes = new Uint8Array(length)
    let filled = 0
    for await (const piece of this.body) {
      if (filled + piece.byteLength > length) throw new TypeError(`the body is longer than the ${length} bytes it said`)
      bytes.set(piece, filled)
      filled += piece.byteLength
    }
    return filled === length ? bytes.buffer : bytes.buffer.slice(0, filled)
  }
}
