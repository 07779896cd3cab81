import { once } from 'node:events';
import { WebSocket } from 'ws';
import { Connection } from './connection.js';

/** Frames of engine.io 4 and socket.io 5, as they begin. */
const ping = Buffer.from('2');
const pong = '3';
const enter = '40/ws,';
const entered = Buffer.from('40/ws,');
const ready = Buffer.from('42/ws,["ready"');
const update = Buffer.from('42/ws,["weather:update"');
/** The ids of acknowledgements: a connection asks one thing at a time. */
const talking = 1;
const asking = 2;
const asked = Buffer.from(`43/ws,${asking}`);

/** Speaks as much of socket.io as the bench needs: one namespace, events as texts. */
export class SocketIoConnection extends Connection {
  private onEntered: () => void = () => undefined;
  private onAcknowledged: (frame: Buffer) => void = () => undefined;
  private onUpdate: (frame: Buffer) => void = () => undefined;

  static async open(url: string): Promise<SocketIoConnection> {
    const socket = new WebSocket(`${url}/socket.io/?EIO=4&transport=websocket`, { perMessageDeflate: false });
    const connection = new SocketIoConnection(socket);
    const letIn = new Promise<void>((resolve) => { connection.onEntered = resolve; });
    await once(socket, 'open');
    socket.send(enter);
    await letIn;
    return connection;
  }

  /** Watches a city: calls `onUpdate` with each frame that tells its weather. @throws when the server refuses it */
  async subscribe(city: string, onUpdate: (frame: Buffer) => void): Promise<void> {
    this.onUpdate = onUpdate;
    const acknowledged = new Promise<Buffer>((resolve) => { this.onAcknowledged = resolve; });
    this.socket.send(`42/ws,${asking}${JSON.stringify(['weather:subscribe', { city }])}`);
    const answer = await acknowledged;
    if (!answer.includes('"ok":true')) throw new Error(`The weather was refused: ${answer.toString()}`);
  }

  protected override messageOf(text: string): string {
    return `42/ws,${talking}${JSON.stringify(['message', text])}`;
  }

  protected override answersTo(text: string): string[] {
    const response = JSON.stringify(`Response: ${text.toUpperCase()}`);
    return [`42/ws,["response",${response}`, `43/ws,${talking}[{"ok":true,"data":${response}}]`];
  }

  protected override receive(frame: Buffer): void {
    if (begins(frame, update)) this.onUpdate(frame);
    else if (begins(frame, asked)) this.onAcknowledged(frame);
    else if (begins(frame, entered)) this.onEntered();
    else if (frame.equals(ping)) this.socket.send(pong);
    else if (!begins(frame, ready)) super.receive(frame);
  }
}

function begins(frame: Buffer, beginning: Buffer): boolean {
  return frame.length >= beginning.length && beginning.compare(frame, 0, beginning.length) === 0;
}
