import about from "../../../package.json" with { type: "json" }

/** This product's version; what changed with each is in `CHANGELOG.md`. */
export const { version } = about
