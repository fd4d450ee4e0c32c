import type { Db } from 'pg-boss';
import type { Database } from '#store/database/database.ts';

/**
 * pg-boss on the shared database. Its own adapter beside a locked pool failed inside other people's aborted
 * transactions, so each of its statements takes the session in turn like everybody's.
 */
export function queueDatabase(database: Database): Db {
  return {
    executeSql: async (text, values) => {
      const result = await database.pool.query(text, values);
      // Several statements in one text answer with a list; pg-boss knows both forms.
      return result;
    },
    listen: (channel, onNotification, onReconnect) => database.listen(channel, onNotification, onReconnect),
  };
}
