package dev.alarum.role;

import org.apache.camel.component.exec.ExecCommand;
import org.apache.camel.component.exec.impl.DefaultExecCommandExecutor;
import org.apache.commons.exec.DefaultExecutor;

/**
 * Runs the commands of a process that is ending. The usual way adds a shutdown hook for each command, which Java
 * refuses once SIGTERM has come; the timeout of the command ends it here.
 */
final class LastCommands extends DefaultExecCommandExecutor {
    @Override
    protected DefaultExecutor prepareDefaultExecutor(ExecCommand command) {
        DefaultExecutor executor = super.prepareDefaultExecutor(command);
        executor.setProcessDestroyer(null);
        return executor;
    }
}
