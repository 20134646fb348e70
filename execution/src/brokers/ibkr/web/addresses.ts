import { hostsOf } from "@tradetower/platform/wire/allowed"

/** Where Interactive Brokers' Web API is: the same for paper and real money, which the username decides. */
export interface IbkrAddresses {
  /** `https://api.ibkr.com/v1/api` */
  readonly rest: string
  readonly stream: string
}

export const ibkrAddresses: IbkrAddresses = {
  rest: "https://api.ibkr.com/v1/api",
  stream: "wss://api.ibkr.com/v1/api/ws"
}

/** The only hosts that are spoken to. */
export const hostsAt = ({ rest, stream }: IbkrAddresses): ReadonlyArray<string> => hostsOf(rest, stream)
