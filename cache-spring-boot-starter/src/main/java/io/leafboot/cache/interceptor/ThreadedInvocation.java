package io.leafboot.cache.interceptor;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;

/**
 * An invocation that may go on in another thread than it began in: advice that follows, AspectJ's for one, looks for it where
 * Spring keeps the invocation of the present thread.
 */
final class ThreadedInvocation implements MethodInvocation {

    private final MethodInvocation invocation;
    private final Thread caller = Thread.currentThread();

    ThreadedInvocation(MethodInvocation invocation) {
        this.invocation = invocation;
    }

    @Override
    public @Nullable Object proceed() throws Throwable {
        return Thread.currentThread() == caller
                ? invocation.proceed()
                : ExposeInvocationInterceptor.INSTANCE.invoke(invocation);
    }

    @Override
    public Method getMethod() {
        return invocation.getMethod();
    }

    @Override
    @SuppressWarnings("NullAway") // arguments may be null, as Spring says
    public Object[] getArguments() {
        return invocation.getArguments();
    }

    @Override
    public @Nullable Object getThis() {
        return invocation.getThis();
    }

    @Override
    public AccessibleObject getStaticPart() {
        return invocation.getStaticPart();
    }
}
