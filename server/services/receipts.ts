import { createHmac } from 'node:crypto';
import { receiptFrom, type Receipt } from '../domain/receipt.ts';

/** Receipts are made from the secret and the id alone, so that the same submission always has the same one. */
export interface Receipts {
  receiptOf(id: string): Receipt;
  /** Under which a submission is found by its receipt. Keyed: a copy of the database gives no receipt away. */
  hashOf(receipt: Receipt): string;
}

export function createReceipts(secret: string): Receipts {
  const mac = (purpose: string, text: string) =>
    createHmac('sha256', secret).update(`${purpose}\n${text}`).digest();
  return {
    receiptOf: (id) => receiptFrom(mac('receipt', id)),
    hashOf: (receipt) => mac('receipt-hash', receipt).toString('base64url').slice(0, 32),
  };
}
