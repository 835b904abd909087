import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  StreamableFile,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { map, type Observable } from 'rxjs';
import { declarationOf } from '../route/operation.decorator.js';
import { Answer } from './answer.js';

/** Sends the members that a route declares, and no others, so that no secret of a record leaves the registry by chance. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    const { answer, mayAnswer } = declarationOf(context.getHandler()) ?? {};
    return next.handle().pipe(
      map((result: unknown) => {
        const { body, more } = result instanceof Answer ? result : new Answer(result);
        reply.header('Cache-Control', 'no-store').headers(more.headers ?? {});
        if (more.status !== undefined) reply.status(more.status);
        if (body instanceof StreamableFile) return body;
        return answer === undefined && body === undefined ? undefined : (answer ?? mayAnswer)?.parse(body);
      }),
    );
  }
}
