/*
 * What is used of `@stoqey/ib`, and no more: its `IBApi`, without what it has on RxJS. It says more of what it tells than
 * holds (everything is a float, and may lack): here that is unknown until a schema has read it.
 */
declare module "@stoqey/ib/dist/api/api.js" {
  export class IBApi {
    constructor(options: {
      readonly host: string
      readonly port: number
      readonly clientId: number
      readonly maxReqPerSec: number
    })
    /** Its own: what reads, and what it reads from. */
    readonly controller: {
      processIngressQueue: () => void
      readonly socket: { readonly client?: { readonly setNoDelay: (on: boolean) => unknown } }
    }
    connect(): this
    disconnect(): this
    on(event: string, listener: (...told: ReadonlyArray<unknown>) => void): this
    placeOrder(id: number, contract: object, order: object): this
    cancelOrder(id: number, how: object): this
    reqOpenOrders(): this
    reqAllOpenOrders(): this
    reqCompletedOrders(apiOnly: boolean): this
    reqExecutions(id: number, filter: object): this
    reqPositions(): this
    cancelPositions(): this
    reqAccountSummary(id: number, group: string, tags: string): this
    cancelAccountSummary(id: number): this
    reqContractDetails(id: number, contract: object): this
    reqMarketRule(id: number): this
    reqMarketDataType(type: number): this
    reqMktData(id: number, contract: object, generic: string, snapshot: boolean, regulatory: boolean): this
    cancelMktData(id: number): this
    reqHistoricalData(
      id: number,
      contract: object,
      end: string,
      duration: string,
      size: string,
      show: string,
      regularOnly: number,
      format: number,
      goesOn: boolean
    ): this
    cancelHistoricalData(id: number): this
    reqCurrentTime(): this
    reqIds(): this
  }
}
