/** A number as it is printed: with a minus sign in place of the hyphen that stands for it on the wire. */
export const withMinus = (text: string): string => text.replace("-", "\u2212")
