/** Text in PEM: what it says it is, and its bytes in base64, however they were pasted. */
export interface Pem {
  readonly label: string
  readonly text: string
}

const PEM = /-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\s]+)-----END \1-----/

/** Reads PEM as people paste it: with its line ends written out (`\n`), as one line, or whole; undefined where it is none. */
export const readPem = (pasted: string): Pem | undefined => {
  const text = pasted.replaceAll(String.raw`\r`, "").replaceAll(String.raw`\n`, "\n")
  const [, label, body] = PEM.exec(text) ?? []
  if (label === undefined || body === undefined) return undefined
  const lines = body.replace(/\s+/g, "").match(/.{1,64}/g) ?? []
  return { label, text: [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join("\n") }
}
