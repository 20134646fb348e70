import type { PriceFeed } from "@tradetower/domain/market"
import type { QuoteTokenAnswer } from "../answers.ts"

/** How late prices are that are not live, minutes. */
const LATE = 15

type Token = Pick<QuoteTokenAnswer, "dxlink-url" | "level">

/** Whether the prices that a token is for are late: its address says so, or its level. */
export const isDelayed = ({ "dxlink-url": url, level }: Token): boolean =>
  url.replace(/\/$/, "").endsWith("/delayed") || level === "demo" || level === "delayed"

/** What a token's prices are, where they are not the market's as it trades. */
export const feedOf = (token: Token): PriceFeed | undefined =>
  isDelayed(token) ? { _tag: "DELAYED", minutes: LATE } : undefined
