/** What a `Decimal` looks like. */
export const PLAIN_DECIMAL = /^-?(0|[1-9]\d{0,17})(\.\d{1,18})?$/
